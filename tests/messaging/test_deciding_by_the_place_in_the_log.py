"""The rule of repeats and holes, for every place there can be among small positions, and against a plain model."""

from itertools import product

from chassis.messaging.holes import Hole, OpenHoles, Verdict, sort


def test_the_rule_holds_for_every_mark_position_and_predecessor() -> None:
    for mark, position in product(range(8), range(1, 9)):
        for previous in range(position):
            if position <= mark:
                expected = Verdict.REPEAT
            elif previous <= mark:
                expected = Verdict.APPLY
            else:
                expected = Verdict.HOLE
            assert sort(mark, position, previous) is expected, (mark, position, previous)


def test_no_order_of_sending_again_loses_or_doubles_a_message() -> None:
    """Every sequence of up to five records out of a chain of four messages, whatever is lost, repeated or turned round:
    what is applied is always a beginning of the chain, in order, each once."""
    chain = [(2, 0), (3, 2), (7, 3), (9, 7)]
    for length in range(6):
        for records in product(chain, repeat=length):
            mark, applied = 0, []
            for position, previous in records:
                if sort(mark, position, previous) is Verdict.APPLY:
                    mark = position
                    applied.append(position)
            assert applied == [2, 3, 7, 9][: len(applied)], records


def test_a_chain_that_is_sent_again_from_the_missing_message_is_applied_whole() -> None:
    chain = [(2, 0), (3, 2), (7, 3), (9, 7)]
    for missing in range(4):
        records = [record for number, record in enumerate(chain) if number != missing] + chain[missing:]
        mark, applied = 0, []
        for position, previous in records:
            if sort(mark, position, previous) is Verdict.APPLY:
                mark = position
                applied.append(position)
        assert applied == [2, 3, 7, 9]


def test_a_hole_is_healed_when_the_predecessor_that_it_names_is_applied() -> None:
    hole = Hole("rio.referrals.v1", 3, offset=20, position=9, previous=7, mark=3)
    assert [hole.healed(mark) for mark in (3, 6, 7, 9)] == [False, False, True, True]
    assert str(hole) == (
        "rio.referrals.v1/3 misses messages after position 3 up to 7: nothing beyond is applied until they are sent "
        "again (relay --from 4)"
    )


def test_open_holes_tell_which_are_new_and_which_have_healed() -> None:
    hole, other = Hole("t", 0, 5, 9, 7, 3), Hole("t", 1, 6, 19, 17, 13)
    known = OpenHoles()
    assert known.now({("t", 0): hole}) == ([hole], [])
    assert known.now({("t", 0): hole, ("t", 1): other}) == ([other], [])
    assert known.now({("t", 1): other}) == ([], [("t", 0)])
    assert known.age(("t", 0)) == 0
    assert known.age(("t", 1)) > 0
