// Bounds in one unit, of the kind of the value that the run has.
#include "formats/yaml/varied_key_input.hpp"

#include <fmt/format.h>

#include "base/units.hpp"

namespace closo {
namespace {

constexpr const char* gap = "{}";  // where the value stands in a text

double bound(const InputReader& entry, const char* key, const std::string& unit) {
  try {
    return parse_quantity(entry.text(key), unit.empty() ? "1" : unit);
  } catch (const UnitError& error) {
    entry.fail(key, error.expected);
  }
}

}  // namespace

VariedKey read_varied_key(const InputReader& entry, const char* low, const char* high, const ResolvedInput& run) {
  VariedKey varied;
  varied.key = run_key(entry.text("key"));
  if (entry.has("text")) {
    const std::string text = entry.text("text");
    const std::size_t at = text.find(gap);
    if (at == std::string::npos || text.find(gap, at + 1) != std::string::npos)
      entry.fail("text", "text with exactly one {}, where the value goes");
    varied.text.before = text.substr(0, at), varied.text.after = text.substr(at + 2);
  }
  const auto unit = unit_of(entry.text(low));
  if (!unit) entry.fail(low, "a number with a unit");
  varied.text.unit = *unit;
  value_in(run, varied, entry, low);
  varied.low = bound(entry, low, *unit), varied.high = bound(entry, high, *unit);
  if (!(varied.low < varied.high)) entry.fail(high, fmt::format("a value above '{}'", low));
  if (entry.has("scale")) varied.logarithmic = entry.choice("scale", {"linear", "log"}) == "log";
  if (varied.logarithmic && !(varied.low > 0)) entry.fail(low, "a value above 0, because the scale is logarithmic");
  return varied;
}

double value_in(const ResolvedInput& run, const VariedKey& varied, const InputReader& entry, const char* name) {
  const std::string* text = text_at(run, varied.key);
  if (text == nullptr) entry.fail("key", "the key of a value in the run (see 'closo show')");
  try {
    return varied.text.value(*text);
  } catch (const std::exception&) {  // another kind of value, or a unit that is none
    const bool within = entry.has("text");
    entry.fail(within ? "text" : name,
               fmt::format("{} that matches '{}', the value in the run",
                           within ? "text with a value in the unit of the bounds" : "a unit", *text));
  }
}

}  // namespace closo
