"""Who does what in the demonstration years: which contract knows whom, who comes to groups, who was there before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from deploy.demo.figures import Sizes, Year
from deploy.demo.people import Invented, invented_people


@dataclass(frozen=True, slots=True)
class Cast:
    """The people of one year, by their numbers."""

    year: Year
    referred: Mapping[str, tuple[int, ...]]
    """By contract, people with a referral received in the year; some stand under two contracts."""
    carried: Mapping[str, tuple[int, ...]]
    """By contract, people whose referral of the year before is still open."""
    stays: frozenset[int]
    """Of those referred in the year, the people whose referral is still open at its end."""
    attenders: Mapping[str, tuple[int, ...]]
    """By contract, the different people who come to its groups."""

    @property
    def supported(self) -> Mapping[str, tuple[int, ...]]:
        """By contract, everyone with an open referral at some time of the year."""
        return {
            contract: (*self.carried.get(contract, ()), *self.referred.get(contract, ()))
            for contract in {**self.carried, **self.referred}
        }


@dataclass(frozen=True, slots=True)
class Casts:
    """Both years with everyone in them."""

    people: tuple[Invented, ...]
    earlier: Cast
    later: Cast


def cast(sizes: Sizes) -> Casts:
    """Everyone's part in both years; the same for the same sizes."""
    who, chance = sizes.people, Random(f"{sizes.seed}/cast")
    total = who.worked_with + who.earlier_only
    numbers = iter(range(total))

    def take(count: int) -> tuple[int, ...]:
        return tuple(next(numbers) for _ in range(count))

    new, back, carried = take(who.referred - who.came_back), take(who.came_back), take(who.carried_over)
    drop_ins = take(who.worked_with - who.referred - who.carried_over)
    before, drop_ins_before = take(who.earlier_only - who.earlier_drop_ins), take(who.earlier_drop_ins)

    carried_by = _shared(carried, who.shares)
    back_by, before_by = _shared(back, who.shares), _shared(before, who.shares)
    earlier = Cast(
        sizes.earlier,
        referred={
            contract: (*carried_by[contract], *back_by[contract], *before_by[contract]) for contract in who.shares
        },
        carried={},
        stays=frozenset(carried),
        attenders={},
    )
    referred_by = _shared((*new, *back), who.shares)
    later = Cast(
        sizes.later,
        referred=_with_second(referred_by, who.in_two_contracts, chance),
        carried=carried_by,
        stays=frozenset(chance.sample((*new, *back), k=(len(new) + len(back)) * 2 // 5)),
        attenders={},
    )
    return Casts(
        invented_people(total, sizes.seed),
        _with_attenders(earlier, drop_ins_before, chance),
        _with_attenders(later, drop_ins, chance),
    )


def _shared(numbers: Sequence[int], shares: Mapping[str, int]) -> dict[str, tuple[int, ...]]:
    """People dealt out by the shares, the first contract taking what rounding leaves."""
    whole = sum(shares.values())
    counts = {contract: len(numbers) * share // whole for contract, share in shares.items()}
    counts[next(iter(shares))] += len(numbers) - sum(counts.values())
    dealt, at = {}, 0
    for contract, count in counts.items():
        dealt[contract] = tuple(numbers[at : at + count])
        at += count
    return dealt


def _with_second(referred: Mapping[str, tuple[int, ...]], count: int, chance: Random) -> dict[str, tuple[int, ...]]:
    """Some people get a second referral, to the contract after their own."""
    contracts = list(referred)
    also: dict[str, list[int]] = {contract: [] for contract in contracts}
    everyone = [(number, contract) for contract in contracts for number in referred[contract]]
    for number, contract in chance.sample(everyone, k=count):
        also[contracts[(contracts.index(contract) + 1) % len(contracts)]].append(number)
    return {contract: (*referred[contract], *also[contract]) for contract in contracts}


def _with_attenders(of: Cast, drop_ins: Sequence[int], chance: Random) -> Cast:
    """Who comes to groups. The smaller groups' people come to the largest contract's too: nobody is counted twice."""
    contracts = sorted(of.year.groups, key=lambda contract: -of.year.groups[contract].people)
    largest = contracts[0]
    attenders = {
        contract: tuple(chance.sample(_own(of, contract), k=of.year.groups[contract].people))
        for contract in contracts[1:]
    }
    elsewhere = {number for numbers in attenders.values() for number in numbers}
    known = {*drop_ins, *elsewhere}
    rest = [number for number in _own(of, largest) if number not in known]
    own = chance.sample(rest, k=of.year.groups[largest].people - len(known))
    attenders[largest] = (*drop_ins, *sorted(elsewhere), *own)
    return Cast(of.year, of.referred, of.carried, of.stays, attenders)


def _own(of: Cast, contract: str) -> list[int]:
    return sorted(set(of.supported[contract]))
