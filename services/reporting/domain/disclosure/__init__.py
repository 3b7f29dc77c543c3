"""Small numbers: what of a figure may be shown to readers outside the team, so that no count points at a person.

`profiles` says of one count by itself whether it is small and how it is shown. `families` has the counts that hang
together, by `(metric, name)`, scope and period `(first month, last month)`, and the sums that everybody knows to hold
between them; `pack.lattice.families_of(...)` makes them from tallies. `protection.protect(families, exits)` takes them
with the profile under which each scope is shown and hides, month after month, what small numbers would follow from; its
answer, a `Protection`, is asked with `shown(figure, scope, metric, period)`: that is the `Shown` of a report's figures.
`worlds` holds the proof: for each hidden count other counts than the true ones that would look the same to all readers.
"""
