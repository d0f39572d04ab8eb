#!/bin/sh
# Prints how much of each package of presenters its tests run, after `mvn verify`: the least first.
set -eu
cd "$(dirname "$0")"
awk -F, 'NR > 1 { missed[$2] += $8; covered[$2] += $9 }
  END { for (name in covered) printf "%5.1f %%  %s\n", 100 * covered[name] / (covered[name] + missed[name]), name }' \
  presenter/target/site/jacoco/jacoco.csv | sort -n
