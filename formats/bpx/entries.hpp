// Entries of a cell from values of a BPX file, each with its status, and as its source the place in the file.
#pragma once

#include <string>

#include "formats/bpx/formula.hpp"
#include "formats/bpx/json_file.hpp"
#include "io/input_tree.hpp"

namespace closo::bpx {

/// A mapping that says where it comes from.
InputNode mapping_of(const JsonValue& value);
/// A word. @param origin  of what it follows from
InputNode word(const std::string& text, const JsonValue& origin);
void put(InputNode& mapping, const std::string& key, InputNode node);

/// A number as the file states it. @param unit  of the SI, "1" for none
InputNode quantity(const JsonValue& value, const std::string& unit);
/// One that follows from what the file states. @param how  it follows
InputNode derived(double value, const std::string& unit, const JsonValue& origin, const std::string& how);
/// One that the file does not state.
InputNode assumed(const std::string& text, const JsonValue& origin, const std::string& why);

/// What a curve is against and of.
struct CurveOf {
  Dialect dialect;
  const char* header;      // of the argument in a table
  const char* unit;        // of the value
  double from, to;         // the argument, in units of BPX: where an expression has to hold
  double lowest, highest;  // and as far as it may
  Range values;            // that it may have
};

/// Puts a number, a table or an expression into the mapping of a quantity. A table is sorted and read as straight
/// lines; an expression is written as closo has them.
/// @return whether it is a number
bool put_curve(InputNode& mapping, const JsonValue& value, const CurveOf& of);

}  // namespace closo::bpx
