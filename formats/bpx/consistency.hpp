// Whether the values of a BPX file agree with one another.
#pragma once

#include <string>
#include <vector>

#include "formats/bpx/json_file.hpp"
#include "models/parameters.hpp"

namespace closo::bpx {

/// Stoichiometries at the ends of the state of charge.
struct Window {
  double minimum = 0.0, maximum = 1.0;

  double at(double share_of_maximum) const { return minimum + share_of_maximum * (maximum - minimum); }
};

/// Where an electrode is in its window at a state of charge: a charged cell has full negative particles.
constexpr double share_of_maximum(Side side, double charge) {
  return side == Side::negative ? charge : 1 - charge;
}

struct MaterialWindow {
  JsonValue particle;  // the first of it
  Window window;
};

/// What a file states of the balance of its cell.
struct StatedCell {
  struct Electrode {
    Side side;
    JsonValue json;
    Window window;                          // a mean by charge
    std::vector<MaterialWindow> materials;  // in their order in the composite
  };
  JsonValue cell;
  double charge;  // at the start, from 0 to 1
  std::vector<Electrode> electrodes;
};

/// @param cell   made of the file
/// @param notes  receive what is unlikely, and what was made one     @throws InputError for what cannot be
void check_consistency(const StatedCell& stated, const CellParameters& cell, std::vector<std::string>& notes);

}  // namespace closo::bpx
