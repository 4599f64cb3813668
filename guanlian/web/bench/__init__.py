"""The benches: the standard, public pages, and a rush for one class, each beside its limit in the same run."""
