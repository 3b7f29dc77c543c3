"""What is measured of figures and reports: made anew, read, as at a day, printed; over histories of several sizes."""

from dataclasses import replace
from itertools import pairwise

from bench.plan import PARTITIONS, REDROSE, Aim, Comparison, Measure, Sizes, Task
from bench.samples import RECORDS

SQL, GETMANY, TWO = "plain SQL", "bare getmany", "two figures"
FORMS = ("html", "json", "xlsx", "pdf", "csv")
LONGEST = 6 * 3_600.0
"""Seconds for a rebuild of the largest history on a slow machine."""
LONGEST_PACK = 1_800.0
"""Seconds for a task of packs, in which several are made, and what small numbers would follow from is worked out."""
MILLISECONDS = " ms"
BYTES_A_MESSAGE = 4_000
"""On the disk: figures with their indexes, while they are made and compared, fact table, topic, and room to spare."""


def measures_of_reports(sizes: Sizes) -> list[Measure]:
    """Rebuild first: what it makes of each history is what the reports are made of."""
    return [_rebuild(sizes), *_reports(sizes), *_models(sizes), _packs(sizes)]


def disk_needed(sizes: Sizes) -> int:
    """Bytes that all histories of a run take together; they go when it ends."""
    return sum(sizes.histories) * BYTES_A_MESSAGE


def words(messages: int) -> str:
    """A number of messages as it is spoken of: 10 thousand, 1 million."""
    for size, word in ((1_000_000, "million"), (1_000, "thousand")):
        if messages >= size and messages % size == 0:
            return f"{messages // size} {word}"
    return f"{messages:,}"


def _of(contender: str, messages: int) -> str:
    return f"{contender}, {words(messages)}"


def _name(messages: int) -> str:
    return f"h{messages}"


def _task(task: str, messages: int, script: str = "history_reports", **orders: object) -> Task:
    return Task(
        script,
        task,
        f"{'facts' if script == 'history_facts' else 'figures'}_{messages}",
        history=_name(messages),
        longest=LONGEST,
        orders={"messages": messages, "partitions": PARTITIONS, **orders},
    )


def _topics(messages: int) -> Task:
    orders = {"messages": messages, "partitions": PARTITIONS}
    return Task("history_messages", "fill", history=_name(messages), longest=LONGEST, orders=orders)


def _rebuild(sizes: Sizes) -> Measure:
    contenders: dict[str, Task] = {}
    for messages in sizes.histories:
        contenders[_of(REDROSE, messages)] = _task("rebuild", messages)
        # A rate needs more than one batch, however small the history is.
        orders = {"partitions": PARTITIONS, "records": min(RECORDS, messages // 10)}
        contenders[_of(GETMANY, messages)] = Task(
            "bare_kafka", "getmany", history=_name(messages), longest=LONGEST, orders=orders
        )
    return Measure(
        "rebuild",
        "rebuild of all figures from the topics of five contracts, comparison and swap included",
        contenders,
        [Aim(_of(REDROSE, big), _of(REDROSE, small), field="peak_mb", most=1.15) for small, big in _grown(sizes)],
        [_topics(messages) for messages in sizes.histories],
        # A second round would find the figures there; one of ten million messages is long enough to be steady.
        rounds=1,
        comparisons=[
            *[
                Comparison(f"rebuild, {words(messages)}", _of(REDROSE, messages), _of(GETMANY, messages))
                for messages in sizes.histories
            ],
            *[
                Comparison("rebuild, peak memory", _of(REDROSE, big), _of(REDROSE, small), "peak_mb", " MB")
                for small, big in _grown(sizes)
            ],
        ],
    )


def _reports(sizes: Sizes) -> list[Measure]:
    asked = {
        "now": ("report", "report of a contract for a quarter"),
        "middle": ("as-at-middle", "report of a contract for a quarter as at a day in the middle"),
        "late": ("as-at-late", "report of a contract for a quarter as at a day near the end"),
    }
    found = []
    for question, (key, title) in asked.items():
        contenders: dict[str, Task] = {}
        comparisons: list[Comparison] = []
        for messages in sizes.histories:
            orders = {"question": question, "runs": sizes.runs}
            ours, two, plain = (_of(each, messages) for each in (REDROSE, TWO, SQL))
            contenders |= {
                ours: _task("report", messages, **orders),
                two: _task("two_figures", messages, **orders),
                plain: _task("report", messages, "history_facts", **orders),
            }
            comparisons += [
                Comparison(f"{key}, {words(messages)}", ours, plain, unit=MILLISECONDS),
                Comparison(f"{key}, two figures, {words(messages)}", two, plain, unit=MILLISECONDS),
            ]
        found.append(
            Measure(
                key,
                title,
                contenders,
                _flat(sizes),
                [_task("fill", messages, "history_facts") for messages in sizes.histories],
                " ms, median",
                comparisons=[*comparisons, *_flatness(key, sizes)],
            )
        )
    return found


def _models(sizes: Sizes) -> list[Measure]:
    """Whole reports as models. A commissioner's is made anew once: for it, it is decided what is hidden anywhere."""
    found = []
    for audience, runs in (("team", max(3, sizes.runs // 3)), ("commissioner", 1)):
        orders = {"question": "now", "audience": audience, "runs": runs}
        contenders = {_of(REDROSE, messages): _task("pack", messages, **orders) for messages in sizes.histories}
        found.append(
            Measure(
                f"pack-{audience}",
                f"whole report of a contract for the {audience}, before it is printed: kept, and made anew (cold)",
                {name: replace(task, longest=LONGEST_PACK) for name, task in contenders.items()},
                _flat(sizes, "cold_ms"),
                unit=" ms, kept",
                rounds=1,
                comparisons=_flatness(f"pack-{audience}, made anew", sizes, "cold_ms"),
            )
        )
    return found


def _packs(sizes: Sizes) -> Measure:
    messages = sizes.histories[-1]
    quarters = 4 if sizes.runs > 10 else 1
    asked = {
        "all forms": (FORMS, "team"),
        "without PDF": (tuple(form for form in FORMS if form != "pdf"), "team"),
        "model alone": ((), "team"),
        "all forms, commissioner": (FORMS, "commissioner"),
    }
    return Measure(
        "packs",
        f"packs of every contract, one process, {words(messages)}",
        {
            name: replace(
                _task("packs", messages, forms=forms, audience=audience, quarters=quarters), longest=LONGEST_PACK
            )
            for name, (forms, audience) in asked.items()
        },
        unit="/min",
        rounds=1,
        comparisons=[Comparison("packs", "all forms", "model alone", unit="/min")],
    )


def _grown(sizes: Sizes) -> list[tuple[int, int]]:
    """Each history from the second largest step on, beside the one before: the smallest does not fill a process."""
    return list(pairwise(sizes.histories[1:] if len(sizes.histories) > 2 else sizes.histories))


def _flat(sizes: Sizes, field: str = "rate") -> list[Aim]:
    small, big = sizes.histories[0], sizes.histories[-1]
    return [Aim(_of(REDROSE, big), _of(REDROSE, small), field=field, most=2.0)] if small != big else []


def _flatness(title: str, sizes: Sizes, field: str = "rate") -> list[Comparison]:
    *smaller, big = sizes.histories
    return [
        Comparison(f"{title}, flat", _of(REDROSE, big), _of(REDROSE, each), field, MILLISECONDS) for each in smaller
    ]
