// One row for each parameter of a run beside its cell.
#include "cycler/run_spec.hpp"

namespace closo {
namespace {

constexpr double most_cells = 1000;  // or shells; far beyond what any voltage needs
constexpr double most_cycles = 1e9;
constexpr double most_passes = 1e8;

}  // namespace

/// What a cell has no use for may be stated, as many cells share a run; it has a default where it is used.
static void rows(RowVisitor& v, MeshSpec& s, const Divided& divided) {
  const auto used = [](const Row& row, bool is_used) {
    Row optional = row.optional();
    if (!is_used) optional.otherwise = nullptr;
    return optional;
  };
  v.quantity(s.separator,
             used(whole_number("separator", Range::between(1, most_cells),
                               "control volumes across the separator, of an electrolyte with a concentration")
                      .or_else("20", "cells across the separator"),
                  divided.separator));
  v.quantity(s.positive, used(whole_number("positive", Range::between(1, most_cells),
                                           "control volumes across the composite, of two across the positive one")
                                  .or_else("20", "control volumes across the composite"),
                              divided.composite));
  v.quantity(s.negative, used(whole_number("negative", Range::between(1, most_cells),
                                           "control volumes across a negative composite beside a positive one")
                                  .or_else("20", "control volumes across the negative composite"),
                              divided.two_composites));
  v.quantity(s.particle,
             used(whole_number("particle", Range::between(3, most_cells), "nodes along the radius of a particle")
                      .or_else("20", "nodes along the radius of a particle"),
                  divided.particles));
  v.quantity(s.grading, used(number("grading", Range::between(1, 4),
                                    "how strongly these are refined towards the surface; 1: evenly spread")
                                 .or_else("2", "how strongly they are refined towards the surface"),
                             divided.particles));
}

static void rows(RowVisitor& v, RecordSpec& s) {
  v.quantity(s.series_every,
             Row{"series_every", "s", Range::positive(),
                 "interval between two rows of /series; without it and the next key every time step has one"}
                 .optional());
  v.quantity(s.series_voltage_change, Row{"series_voltage_change", "V", Range::between(1e-6, 10),
                                          "change of voltage between two rows of /series"}
                                          .optional());
  v.quantity(
      s.profiles_every,
      number("profiles_every", Range::between(1e-4, 1e3),
             "charge between two rows of /profiles, as a share of the nominal capacity; ends of steps are always there")
          .optional()
          .or_else("10 %", "of the nominal capacity"));
  v.other({"cycles", nullptr, Range::any(),
           "cycles that keep series and profiles, such as [1, 2, every 100]; without it all, with [] none"});
  v.quantity(s.retention_from, whole_number("retention_from", Range::between(1, most_cycles),
                                            "cycle to which the retention of the others refers; without it the first")
                                   .optional());
}

void rows(RowVisitor& v, NumericsSpec& s, const Divided& divided) {
  v.word(s.format, word("closo", "version of the format", "1"));
  v.word(s.title, word("title", "title of the run").or_else("", "the file's name"));
  v.other({"cell", nullptr, Range::any(),
           "name of a cell file, or the cell itself; required unless `start` names a result"});
  v.other({"materials", nullptr, Range::any(), "materials by name, which are then not looked for in files"});
  v.other({"set", nullptr, Range::any(), "values that replace others, by key: {positive.contact: 90 %}"});
  v.other({"start", nullptr, Range::any(), "state that the run begins with; without it that of the cell as assembled"});
  v.other({"protocol", nullptr, Range::any(), "required: list of steps, loops, profiles and spectra"});
  const Row mesh = group("mesh", "division of the cell").optional();
  v.part(s.mesh, divided.composite || divided.separator ? mesh.or_else("", "") : mesh, divided);
  v.quantity(s.tolerance, number("tolerance", Range::between(1e-10, 0.1), "relative error of a time step")
                              .or_else("1e-4", "relative error of a time step"));
  v.part(s.record, group("record", "what the result keeps").optional().or_else("", ""));
}

void rows(RowVisitor& v, ConditionsSpec& s) {
  v.quantity(s.temperature, Row{"temperature", "K", Range::positive(),
                                "during the step, or the steps of a loop; without it that of the cell"}
                                .optional());
  v.quantity(s.pressure, Row{"pressure", "Pa", Range::non_negative(),
                             "during the step, or the steps of a loop; without it that of the cell"}
                             .optional());
}

void rows(RowVisitor& v, SpectrumSpec& s) {
  v.quantity(s.from, {"from", "Hz", Range::positive(), "its highest frequency"});
  v.quantity(s.to, {"to", "Hz", Range::positive(), "its lowest frequency"});
  v.quantity(s.points_per_decade, number("points_per_decade", {0.0, 1000.0, true, false}, "frequencies in a decade"));
  v.word(s.under,
         word("under", "current under which it is taken, such as `Discharge at C/10`; without it at rest").optional());
}

void rows(RowVisitor& v, LoopSpec& s) {
  v.quantity(s.repeat, whole_number("repeat", Range::between(1, most_passes), "passes of a loop over `steps`"));
}

void rows(RowVisitor& v, EntrySpec& s) {
  const auto read_elsewhere = [&](const char* key, const char* meaning) {
    v.other({key, nullptr, Range::any(), meaning});
  };
  const auto one_of_several = v.when(false);
  read_elsewhere("step", "a step in words, such as `Charge at C/10 until 4.15 V`, with keys of this table beside it");
  read_elsewhere("profile", "CSV file of a current, power or voltage against time, which the step follows");
  v.part(s.eis, group("eis", "an impedance spectrum").optional());
  rows(v, s.loop);
  read_elsewhere("for_each",
                 "a name with its values, which replace {name} in `steps`: a list, or `4.05 V to 4.40 V by 0.05 V`");
  read_elsewhere("steps", "of a loop, or for each value");
  read_elsewhere("until",
                 "limits that end a step, or a loop after a pass, whichever comes first: a text, or a list of them");
  rows(v, s.conditions);
  read_elsewhere("temperature_profile", "CSV file of the temperature against time, beside a `step`");
}

std::optional<FoundQuantity> find_quantity(RunSpec& spec, std::string_view key) {
  constexpr std::string_view start = "start.";
  if (!key.starts_with(start)) return find_quantity(spec.cell, key);
  if (!spec.start) return std::nullopt;
  return find_quantity(*spec.start, key.substr(start.size()));
}

}  // namespace closo
