"""Writes docs/mutation.md: how many mutants the tests kill, and which of them live and why."""
import collections
import json

HEAD = """# What the tests would miss

`scripts/mutate.py` changes one thing in models/, solver/, cycler/ or formats/yaml/ at a time (a sign, an operator, a factor, an index, a
comparison, a term or a statement left out ...) and runs the unit and verification tests. A mutant that no test notices is a line
that nobody checks. This page is written by `scripts/mutate.py report`.

```
scripts/mutate.py run --count 200 --jobs 2     # mutants that change something; resumes where it was interrupted
scripts/mutate.py report --label "version 0.2" # this page
scripts/mutate.py run --key 1a2b3c4d5e         # one mutant again, after a test was added
```

The seed and a mutant's own line decide its place in the order, so that the mutants of two versions are the same as far as the
lines are. A mutant whose object files are the same as before (-O1) changes nothing and is not counted, nor is one that does not
compile. A test that takes more than five times its time has noticed. Reasons for survivors are kept in tests/mutation.json under
the mutant's key: *equivalent* (no result can differ), *tuning* (only the number of iterations or the time taken), *text*
(words in messages), *beyond* (differs, below what the tests can see).
"""


def killed(result):
    return result["verdict"].startswith("killed")


def rate(results):
    return sum(map(killed, results)) / max(len(results), 1)


def by_file(results):
    files = collections.defaultdict(list)
    for r in results:
        files[r["file"]].append(r)
    yield "| file | mutants | survived |\n|---|---|---|"
    for file, rows in sorted(files.items()):
        yield f"| {file} | {len(rows)} | {len(rows) - sum(map(killed, rows)) or ''} |"


def by_kind(results):
    kinds = collections.defaultdict(list)
    for r in results:
        kinds[r["kind"]].append(r)
    yield "| change | mutants | killed |\n|---|---|---|"
    for kind, rows in sorted(kinds.items(), key=lambda item: -len(item[1])):
        yield f"| {kind} | {len(rows)} | {100 * rate(rows):.0f} % |"


def survivors(results, reasons):
    for r in sorted((r for r in results if not killed(r)), key=lambda r: (r["file"], r["line"])):
        yield (f"- `{r['key']}` {r['file']}, {r['kind']}  \n  `{r['before']}`  \n  `{r['after']}`  \n"
               f"  {reasons.get(r['key'], '**no reason is given**')}")


def write(root, results, label, not_counted):
    store = root / "tests" / "mutation.json"
    kept = json.loads(store.read_text()) if store.exists() else {"rates": [], "reasons": {}}
    counted = [r for r in results if r["verdict"] not in not_counted]
    nothing = sum(r["verdict"] == "changes nothing" for r in results)
    seconds = sum(r["seconds"] for r in results)
    if label:
        kept["rates"] = [row for row in kept["rates"] if row["label"] != label]
        kept["rates"].append({"label": label, "mutants": len(counted), "killed": sum(map(killed, counted)),
                              "seconds": round(seconds / max(len(results), 1), 1)})
    store.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n")
    equivalent = [r for r in counted if not killed(r) and kept["reasons"].get(r["key"], "").startswith("equivalent")]
    lines = [HEAD, "| sources | mutants that change something | killed | processor time of each |\n|---|---|---|---|"]
    for row in kept["rates"]:
        lines.append(f"| {row['label']} | {row['mutants']} | {row['killed']} ({100 * row['killed'] / row['mutants']:.1f} %) | "
                     f"{row['seconds']} s |")
    lines += [f"\nOf the last: {len(results)} mutants, of which {len(results) - len(counted) - nothing} did not compile and "
              f"{nothing} changed nothing. {len(equivalent)} of the survivors are argued to be equivalent; without them "
              f"{100 * rate([r for r in counted if r not in equivalent]):.1f} % are killed.\n"]
    lines += ["## By file\n", *by_file(counted), "\n## By change\n", *by_kind(counted), "\n## Survivors\n",
              *survivors(counted, kept["reasons"])]
    (root / "docs" / "mutation.md").write_text("\n".join(lines) + "\n")
    print(f"{len(counted)} mutants, {100 * rate(counted):.1f} % killed; "
          f"{sum(r['key'] not in kept['reasons'] for r in counted if not killed(r))} survivors without a reason")
