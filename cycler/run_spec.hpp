// A run as its user states it. run_rows.cpp says what each entry means.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "cycler/run.hpp"
#include "models/parameters/catalogue.hpp"

namespace closo {

struct StartResult;

struct MeshSpec : Part {
  Quantity separator, positive, negative, particle, grading;
};

struct RecordSpec : Part {
  Quantity series_every, series_voltage_change, profiles_every, retention_from;
};

/// What a run states beside its cell, start and protocol.
struct NumericsSpec : Part {
  Word format, title;
  std::optional<MeshSpec> mesh;
  Quantity tolerance;
  std::optional<RecordSpec> record;
};

/// What holds during a step, or during the steps of a loop.
struct ConditionsSpec : Part {
  Quantity temperature, pressure;
};

struct SpectrumSpec : Part {
  Quantity from, to, points_per_decade;
  Word under;
};

struct LoopSpec : Part {
  Quantity repeat;
};

/// An entry of a protocol that is a mapping, without what is read elsewhere.
struct EntrySpec : Part {
  ConditionsSpec conditions;
  std::optional<SpectrumSpec> eis;
  LoopSpec loop;
};

/// What of a cell its mesh divides.
struct Divided {
  bool composite = true, particles = true, separator = true, two_composites = true;
};

/// The rows of a run, but those of its cell, start and materials.
void rows(RowVisitor& visitor, NumericsSpec& spec, const Divided& divided);
/// The rows of an entry of a protocol: all of them, or those of one of its forms.
void rows(RowVisitor& visitor, EntrySpec& spec);
void rows(RowVisitor& visitor, ConditionsSpec& spec);
void rows(RowVisitor& visitor, SpectrumSpec& spec);
void rows(RowVisitor& visitor, LoopSpec& spec);

struct RunSpec {
  std::string title;
  CellSpec cell;
  std::optional<StartSpec> start;
  RunSettings settings;  // without the start
  std::shared_ptr<const StartResult> start_result;
};

/// The quantity of its cell, materials or start at a key of the run; nothing if there is no place for one.
std::optional<FoundQuantity> find_quantity(RunSpec& spec, std::string_view key);

}  // namespace closo
