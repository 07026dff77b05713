// Keys of studies, one line each. Those of runs and cells come from their catalogue.
#include "formats/schema/study_schema.hpp"

#include <string>
#include <vector>

#include "cycler/cycle_quantities.hpp"
#include "cycler/figures.hpp"

namespace closo {
namespace {

using Json = nlohmann::ordered_json;

struct Key {
  const char* name;
  Json form;
  const char* meaning;
  bool required = false;
};

Json object(const std::vector<Key>& keys) {
  Json schema{{"type", "object"}, {"properties", Json::object()}, {"additionalProperties", false}};
  for (const Key& key : keys) {
    schema["properties"][key.name] = key.form;
    schema["properties"][key.name]["description"] = key.meaning;
    if (key.required) schema["required"].push_back(key.name);
  }
  return schema;
}

Json list(const Json& entry) {
  return {{"type", "array"}, {"minItems", 1}, {"items", entry}};
}
Json one_of(const std::vector<Json>& forms) {
  return {{"anyOf", forms}};
}
Json choice(const std::vector<std::string>& words) {
  return {{"enum", words}};
}

const Json text{{"type", "string"}}, whole{{"type", "integer"}}, flag{{"type", "boolean"}}, any = Json::object();
const Json value{{"type", {"string", "number"}}};               // with a unit, or without
const Json quantity{{"type", {"string", "number", "object"}}};  // or a mapping with its value
const Json overrides{{"type", "object"}, {"additionalProperties", value}};
const Json key_in_run = text, file = text;

template <class Quantity>
Json names_of(const std::vector<Quantity>& quantities, std::vector<std::string> names = {}) {
  for (const Quantity& q : quantities) names.push_back(q.name);
  return choice(names);
}

const Key title{"title", any, "of the study", true}, format{"closo", {{"const", 1}}, "version of the format", true},
    scale{"scale", choice({"linear", "log"}), "in which values are evenly spread; linear without it"},
    within{"text", text, "text of a step with {} where the value goes"};

/// A run, with values that replace its own.
Key run(bool replay) {
  std::vector<Key> keys{{"run", file, "a run file", true}, {"set", overrides, "values that replace those of the run"}};
  if (replay) keys.push_back({"replay", file, "a measured test whose current is imposed instead of the protocol"});
  return {"run", one_of({file, object(keys)}), "a run file", true};
}

/// A key of the run between two bounds.
Json varied(const char* low, const char* high) {
  return object({{"key", key_in_run, "of the run, as closo show names it", true},
                 {low, value, "lower bound", true},
                 {high, value, "upper bound", true},
                 scale,
                 within});
}

Key dependent() {
  const Json variable = object({{"key", key_in_run, "of the run", true}, {"unit", any, "in which it is taken", true}});
  return {"dependent",
          list(object({{"key", key_in_run, "whose value follows from others", true},
                       {"unit", any, "of what the expression gives", true},
                       {"expression", value, "of the variables", true},
                       {"variables", {{"type", "object"}, {"additionalProperties", variable}}, "by name", true}})),
          "values that follow from others"};
}

Json target_figure() {
  return object({{"quantity", names_of(all_figures()), "a quantity of /design in a result", true},
                 {"at_least", quantity, "least value"},
                 {"at_most", quantity, "largest value"}});
}

}  // namespace

Json fit_schema() {
  const Json target = object(
      {{"run", text, "name of a run above", true},
       {"curves", file, "measured curves"},
       {"spectrum", file, "a measured impedance spectrum"},
       {"quantity", names_of(cycle_quantities(), {"resistance"}), "a figure of a cycle, or the resistance of a step"},
       {"cycle", whole, "the cycle that is compared"},
       {"direction", choice({"charge", "discharge"}), "the only one to compare"},
       {"step", whole, "the step that is compared"},
       {"number", whole, "which spectrum of the file"},
       {"after", quantity, "time after the start of the step at which a resistance is read"},
       {"value", quantity, "the measured value"},
       {"uncertainty", quantity, "standard deviation", true},
       {"charge_uncertainty", quantity, "common to the rows of a curve, as a share of its charge"},
       {"weight", quantity, "2 counts as measured twice"},
       {"points", whole, "the most stretches into which the rows of a curve are gathered"}});
  return object({format,
                 title,
                 {"runs", {{"type", "object"}, {"additionalProperties", run(true).form}}, "runs by name", true},
                 {"parameters", list(varied("low", "high")), "what is fitted", true},
                 {"targets", list(target), "what is measured", true},
                 {"starts", whole, "of the search", true},
                 {"seed", whole, "of the random starts"},
                 {"confidence", quantity, "of the intervals", true},
                 {"profiles", flag, "whether profile likelihoods are computed"}});
}

Json sweep_schema() {
  const Json values = list(any), sampled = list(varied("low", "high"));
  const Json axis = object({{"key", key_in_run, "of the run", true},
                            {"values", values, "a list"},
                            {"from", value, "first value"},
                            {"to", value, "last value"},
                            {"points", whole, "values between them, with both"},
                            scale,
                            within});
  const Json cases =
      one_of({axis, object({{"zip", list(axis), "keys that change together", true}}),
              object({{"table", file, "CSV file: a column for each key, a row for each case", true}}),
              object({{"latin_hypercube", sampled, "keys between bounds", true},
                      {"points", whole, "number of cases", true},
                      {"seed", whole, "of the random numbers", true}}),
              object({{"sobol", sampled, "keys between bounds", true}, {"points", whole, "number of cases", true}})});
  const Json keep =
      object({{"design", one_of({choice({"all"}), list(names_of(all_figures()))}), "quantities of /design in a result"},
              {"cycles",
               list(object({{"cycle", value, "its number, or last", true},
                            {"quantity", names_of(cycle_quantities()), "a quantity of /cycles", true}})),
               "figures of single cycles"},
              {"curves",
               list(object({{"step", whole, "its number", true}, {"points", whole, "evenly over the charge", true}})),
               "voltages of single steps"}});
  return object({format,
                 title,
                 run(false),
                 {"cases", list(cases), "every combination of the entries is a case", true},
                 dependent(),
                 {"keep", keep, "what is kept of each case", true},
                 {"limits", object({{"time_steps", whole, "of a case"}, {"wall_time", quantity, "of a case"}}),
                  "beyond which a case is given up"}});
}

Json design_schema() {
  const Json front = object({{"most", names_of(all_figures()), "to be as large as possible", true},
                             {"against", names_of(all_figures()), "the other quantity", true},
                             {"points", whole, "on the front", true},
                             {"require", list(target_figure()), "what every design must meet"}});
  return object(
      {format,
       title,
       run(false),
       {"variables", list(varied("low", "high")), "what may be changed", true},
       dependent(),
       {"front", front, "the best designs between two quantities"},
       {"targets", list(target_figure()), "to be met with the fewest changes"},
       {"search", object({{"samples", whole, "at random first", true}, {"evaluations", whole, "of each search", true}}),
        "how long is searched", true},
       {"limits", object({{"time_steps", whole, "of a run"}, {"wall_time", quantity, "of a run"}}),
        "beyond which a run is given up"}});
}

}  // namespace closo
