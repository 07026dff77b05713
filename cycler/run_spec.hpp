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
  Quantity separator, positive, particle, grading;
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

/// What of a cell its mesh divides.
struct Divided {
  bool composite = true, particles = true, salt = true;
};

/// The rows of a run, but those of its cell, start and materials.
void rows(RowVisitor& visitor, NumericsSpec& spec, const Divided& divided);

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
