"""The life of a plan once it is settled: what it froze, its targets and its amendments."""
