"""`python -m tests.match`: makes pairs anew, prints the figures, and ends with 1 where they are not good enough.

`SEED=n` makes the same pairs again, `PAIRS=n` others in number, `SHOW=n` prints so many mistakes of each kind.
"""

import os
import sys
from secrets import randbelow

from tests.match.measure import measure, report
from tests.match.pairs import made


def main() -> int:
    """The exit code."""
    seed = int(os.environ.get("SEED") or randbelow(1_000_000))
    result = measure(made(int(os.environ.get("PAIRS") or 20_000), seed))
    sys.stdout.write(report(result, seed) + "\n")
    for kind, wrong in sorted(result.wrong.items()):
        for pair, score, reasons in wrong[: int(os.environ.get("SHOW") or 0)]:
            sys.stdout.write(f"\n{kind} {score} {reasons}\n  {pair.one}\n  {pair.other}\n")
    return 0 if result.good else 1


if __name__ == "__main__":
    sys.exit(main())
