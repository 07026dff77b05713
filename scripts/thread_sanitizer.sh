#!/usr/bin/env bash
# Builds closo with the thread sanitizer and runs a sweep, a fit and two searches for designs on four threads. A report
# whose stacks name a file of ours fails; tests/tsan.supp names libraries that are built without the sanitizer.
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
cmake --preset tsan >/dev/null
cmake --build --preset tsan --target closo --parallel "$(nproc)"
closo=$root/build/tsan/app/closo

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cat >run.yaml <<END
closo: 1
title: one cycle
cell: $root/params/cells/asakura2020_thick.yaml
start: {voltage: 4.1 V}
mesh: {positive: 3, particle: 6}
tolerance: 1e-4
record: {series_every: 300 s}
protocol: [Discharge at C/2 until 2.5 V, Charge at C/2 until 4.1 V]
END
cat >sweep.yaml <<END
closo: 1
title: loading and thickness
run: run.yaml
cases:
  - {key: positive.active_loading, from: 1 mg/cm2, to: 20 mg/cm2, points: 12, scale: log}
  - {key: separator.thickness, values: [50 um, 200 um, 0 um]}    # the last of which is impossible
keep: {design: [specific_capacity, specific_energy_cell]}
END
cat >fit.yaml <<END
closo: 1
title: two parameters
runs: {run: run.yaml}
parameters:
  - {key: positive.contact, low: 60 %, high: 100 %}
  - {key: materials.nvopf.diffusivity, low: 1e-16 m2/s, high: 1e-14 m2/s, scale: log}
targets:
  - {run: run, curves: measured.csv, direction: discharge, uncertainty: 1 mV, charge_uncertainty: 0.1 %}
starts: 3
seed: 3
confidence: 90 %
END
cat >targets.yaml <<END
closo: 1
title: fewest changes
run: run.yaml
variables:
  - {key: positive.active_loading, low: 4 mg/cm2, high: 40 mg/cm2, scale: log}
  - {key: separator.thickness, low: 20 um, high: 600 um, scale: log}
  - {key: positive.porosity, low: 5 %, high: 30 %}
search: {samples: 15, evaluations: 30}
targets:
  - {quantity: separator_thickness, at_most: 100 um}
  - {quantity: composite_loading, at_least: 20 mg/cm2}
END
sed '/^targets:/,$d' targets.yaml >front.yaml
cat >>front.yaml <<END
front: {most: composite_loading, against: separator_thickness, points: 4}
END

export OMP_NUM_THREADS=4
export TSAN_OPTIONS="suppressions=$root/tests/tsan.supp history_size=4 print_suppressions=0 exitcode=0 log_path=$work/report"
"$closo" run -q run.yaml -o true.h5 --set "positive.contact=80 %"
"$closo" export -q true.h5 -o measured.csv
"$closo" sweep -q sweep.yaml -o sweep.h5 --threads 4
"$closo" fit -q fit.yaml -o fit.h5
"$closo" design -q targets.yaml -o targets.h5
"$closo" design -q front.yaml -o front.h5

reports=("$work"/report.*)
if [ ! -e "${reports[0]}" ]; then
  echo "thread sanitizer: no report"
elif grep -qE "$root/(solver|models|cycler|compare|fit|spectra|sweep|design|app)/" "${reports[@]}"; then
  cat "${reports[@]}"
  exit 1
else
  echo "thread sanitizer: reports in libraries alone"
  grep -h "^SUMMARY" "${reports[@]}" | sort | uniq -c
fi
