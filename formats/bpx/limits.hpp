// What the numbers of a BPX file can be, and what they usually are.
#pragma once

#include <string>
#include <vector>

#include "formats/bpx/json_file.hpp"

namespace closo::bpx {

/// Of a quantity of BPX. Wide enough for any cell that has been made.
struct Limits {
  const char* section;  // a word of its name, or "": any
  const char* key;
  const char* unit;                // "1" for none
  Range possible;                  // beyond, the file is refused
  Range usual;                     // beyond, a line tells; 0 is usual wherever it is possible
  std::vector<std::string> slips;  // units that it may be in by mistake
};
const std::vector<Limits>& all_limits();

/// Of all numbers, rows of tables and formulas in a file.
/// @param concentration  of the electrolyte [mol/m3], where its formulas are tried
/// @param notes          receive what is unusual     @throws InputError for what is impossible
void check_limits(const JsonValue& root, double concentration, std::vector<std::string>& notes);

/// "; is it in um?", if the value in one of these units would be usual; or "".
std::string likely_slip(const Limits& limits, double value);

}  // namespace closo::bpx
