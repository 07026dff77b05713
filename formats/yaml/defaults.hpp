// The values that an input takes where it states none.
#pragma once

#include <string>
#include <vector>

#include "io/input_tree.hpp"

namespace closo {

/// A value that was taken, by its key in the tree of a run, and why it is neutral or good.
struct DefaultValue {
  std::string key, text, why;
};

/// Puts into a run the values that it may leave out: numerics that suit its cell, what to record, the state as
/// assembled that its cell states; and into its cell and materials what is neutral: no resistance where none is stated,
/// symmetric barriers, full contact, no bounds of temperature. Their status is "default", so that the tree stands for
/// itself.
/// @param root  of a run, or of a cell with its materials, all in place     @param name  of the file, for the title
std::vector<DefaultValue> take_defaults(InputNode& root, const std::string& name);

/// The same for a material alone.
std::vector<DefaultValue> take_material_defaults(InputNode& material, const std::string& name);

}  // namespace closo
