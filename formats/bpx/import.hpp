// Cells in the Battery Parameter eXchange format (BPX) become cells of closo.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "formats/bpx/experiments.hpp"
#include "io/input_tree.hpp"

namespace closo::bpx {

struct Import {
  InputNode tree;                   // `cell` and `materials`
  std::vector<std::string> notes;   // what was assumed, for the user
  std::vector<std::string> unused;  // paths in the file
  std::vector<Experiment> experiments;
};

/// Files of BPX 0.x and 1.x, of the models DFN and SPMe: cells of two porous electrodes.
/// @throws InputError for what is no such file, and for what a cell of closo has no place for
Import import_bpx(const std::filesystem::path& file);

}  // namespace closo::bpx
