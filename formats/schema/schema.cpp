// Walks through the catalogue and builds a JSON Schema.
#include "formats/schema/schema.hpp"

#include <cmath>
#include <map>
#include <tuple>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "formats/schema/study_schema.hpp"
#include "cycler/run_spec.hpp"

namespace closo {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* number_pattern = "[-+]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][-+]?[0-9]+)?";

std::string meaning_of(const Row& row) {
  std::string text = row.meaning;
  if (row.unit != nullptr && row.unit != std::string("1")) text += fmt::format(" [{}]", row.unit);
  if (row.unit != nullptr) {
    const std::string range = row.range.describe(row.unit);
    if (const std::size_t comma = range.find(", "); comma != std::string::npos) text += range.substr(comma);
  }
  if (row.otherwise != nullptr && *row.otherwise != '\0') text += fmt::format("; default {}", row.otherwise);
  return text;
}

/// A bare quantity: a number where no unit is needed, or a text.
Json bare(const Row& row) {
  const bool pure = row.unit == std::string("1");
  const bool offset = row.unit == std::string("K");  // -20 degC
  const std::string sign = row.range.low >= 0 && !offset ? "\\+?" : "[-+]?";
  Json text{{"type", "string"},
            {"pattern", fmt::format("^{}{}{}$", sign, std::string(number_pattern).substr(5),
                                    row.whole ? ""
                                    : pure    ? " *(1|%|wt%|vol%)?"
                                              : " *[^ 0-9].*")}};
  if (!pure) return text;
  Json number{{"type", row.whole ? "integer" : "number"}};
  if (std::isfinite(row.range.low)) number[row.range.low_open ? "exclusiveMinimum" : "minimum"] = row.range.low;
  if (std::isfinite(row.range.high)) number[row.range.high_open ? "exclusiveMaximum" : "maximum"] = row.range.high;
  return {{"anyOf", {number, text}}};
}

class SchemaWriter : public RowVisitor {
 public:
  SchemaWriter() { groups_.emplace_back(); }

  /// Of the group in which the walk began.
  Json result() { return closed(groups_.front()); }

  void quantity(Quantity&, const Row& row) override {
    Json schema = quantity_of(row);
    if (placeholders) schema["anyOf"].push_back({{"type", "string"}, {"pattern", "\\{.+\\}"}});
    add(row, std::move(schema));
  }
  void word(Word&, const Row& row) override {
    Json text{{"type", "string"}, {"description", meaning_of(row)}};
    if (row.key == std::string("closo")) text = {{"const", 1}};
    if (row.choices != nullptr && row.key != std::string("closo")) text["enum"] = choices_of(row);
    if (row.key == std::string("title")) text.erase("type");  // may be a number
    add(row, std::move(text));
  }
  void table(std::shared_ptr<const TableSpec>&, const Row&, const Argument& against) override {
    Word unused;
    word(unused, interpolation);
    add(Row{.key = "table"}, {{"description", fmt::format("CSV file with two columns: {} and value", against.name)},
                              {"anyOf", {{{"type", "string"}}, {{"type", "object"}}}}});
    Json expression{{"type", "object"},
                    {"description", fmt::format("instead: an expression of {}, the {} [{}]", against.variable,
                                                against.name, against.usual_unit)},
                    {"properties", {{"formula", {{"type", {"string", "number"}}}}, {"unit", {{"type", "string"}}}}},
                    {"required", {"formula"}},
                    {"additionalProperties", false}};
    for (const char* bound : {"from", "to"})
      expression["properties"][bound] = quantity_of({bound, against.unit, against.range, "where it holds"});
    add(Row{.key = "expression"}, std::move(expression));
  }
  void named(CompositionSpec&, const Row& each) override { groups_.back().any_other = quantity_of(each); }
  bool all() const override { return true; }
  bool has(const char*, bool) override { return true; }
  bool is_mapping(const char*, bool) override { return true; }
  bool is_table(const char*, bool) override { return true; }
  void other(const Row& row) override {
    const auto found = others.find(row.key);
    Json schema = found == others.end() ? Json::object() : found->second;
    schema["description"] = row.meaning;
    add(row.optional(), std::move(schema));
  }
  void heading(const char*) override { groups_.back().alternatives.emplace_back(); }

  std::map<std::string, Json> others;  // of what the rows say is read elsewhere
  bool placeholders = false;           // whether a {name} may take the place of a value

 protected:
  bool enter(const Row& group, bool) override {
    groups_.emplace_back().row = group;
    return true;
  }
  bool enter_beside(const Row& quantity, bool) override {
    groups_.emplace_back().row = quantity;
    groups_.back().beside = true;
    return true;
  }
  bool enter_material(const std::string&) override { return false; }
  void leave_material() override {}
  void leave() override {
    const Group done = groups_.back();
    groups_.pop_back();
    if (done.beside)
      add_beside(done);
    else
      add(done.row,
          done.list
              ? Json{{"description", done.row.meaning}, {"type", "array"}, {"items", closed(done)}, {"minItems", 1}}
              : closed(done));
  }
  std::size_t enter_list(const Row& row, std::size_t) override {
    groups_.emplace_back().row = row;
    groups_.back().list = true;
    return 1;
  }
  bool enter_entry(std::size_t) override { return true; }
  void leave_list() override {}

 private:
  struct Alternative {
    Json properties = Json::object();
    std::vector<std::string> required;
  };
  struct Group {
    Row row{};
    std::vector<Alternative> alternatives{{}};
    Json any_other = false;
    bool beside = false, list = false;  // of a quantity; of entries
  };

  static Json quantity_of(const Row& row) {
    const Json value = bare(row);
    Json annotated{
        {"type", "object"},
        {"properties", {{"value", value}, {"status", {{"enum", status_names()}}}, {"source", {{"type", "string"}}}}},
        {"required", {"value"}},
        {"additionalProperties", false}};
    return {{"description", meaning_of(row)}, {"anyOf", {value, annotated}}};
  }
  void add(const Row& row, Json schema) {
    Alternative& here = groups_.back().alternatives.back();
    Json& present = here.properties[row.key];
    if (present == schema) return;
    if (present.is_null()) {
      present = std::move(schema);
      if (row.required && row.otherwise == nullptr && !conditional()) here.required.push_back(row.key);
    } else {
      merge(present, schema);
    }
  }
  /// What may stand beside the value of a quantity, or with a table instead of it.
  void add_beside(const Group& group) {
    for (Json& form : groups_.back().alternatives.back().properties[group.row.key]["anyOf"]) {
      if (!form.contains("properties")) continue;
      for (const auto& [key, schema] : group.alternatives.front().properties.items()) form["properties"][key] = schema;
      if (form["properties"].contains("table")) form.erase("required");  // of the value
      tie_interpolation(form);
    }
  }
  /// It says how to interpolate a table, and nothing else.
  static void tie_interpolation(Json& form) {
    if (form["properties"].contains(interpolation.key)) form["dependentRequired"] = {{interpolation.key, {"table"}}};
  }
  /// Another form of what is there.
  static void merge(Json& present, const Json& schema) {
    Json forms = Json::array();
    for (const Json* one : {&std::as_const(present), &schema}) {
      if (!one->contains("anyOf"))
        forms.push_back(*one);
      else
        for (const Json& form : (*one)["anyOf"]) forms.push_back(form);
    }
    present = Json{{"description", present.value("description", "")}, {"anyOf", forms}};
  }
  static Json closed(const Group& group) {
    std::vector<Json> forms;
    for (const Alternative& a : group.alternatives) {
      if (a.properties.empty() && group.any_other == false) continue;
      Json form{{"type", "object"}, {"properties", a.properties}, {"additionalProperties", group.any_other}};
      if (!a.required.empty()) form["required"] = a.required;
      tie_interpolation(form);
      forms.push_back(std::move(form));
    }
    Json schema = forms.size() == 1 ? forms.front() : Json{{"anyOf", forms}};
    schema["description"] = group.row.meaning;
    return schema;
  }

  std::vector<Group> groups_;
};

template <class Spec, class... Context>
Json schema_of(Spec spec, const Context&... context) {
  SchemaWriter writer;
  rows(writer, spec, context...);
  return writer.result();
}

Json cell_schema() {
  CellSpec spec;
  SchemaWriter writer;
  rows(writer, spec);
  return writer.result()["properties"]["cell"];
}

Json material_schema(const std::string& kind) {
  MaterialSpec spec;
  spec.kind = kind;
  Json schema = schema_of(spec);
  schema["properties"]["material"] = {{"const", kind}};
  return schema;
}

Json protocol_schema() {
  const Json text{{"type", "string"}}, file{{"type", {"string", "object"}}}, object{{"type", "object"}},
      texts{{"anyOf", {text, {{"type", "array"}, {"items", text}}}}};
  SchemaWriter writer;
  writer.others = {{"step", text},
                   {"profile", file},
                   {"temperature_profile", file},
                   {"for_each", object},
                   {"steps", {{"$ref", "#/$defs/protocol"}}},
                   {"until", texts}};
  writer.placeholders = true;
  EntrySpec entry;
  rows(writer, entry);
  return {{"type", "array"}, {"minItems", 1}, {"items", {{"anyOf", {text, writer.result()}}}}};
}

Json run_schema() {
  SchemaWriter writer;
  writer.others = {{"cell", {{"anyOf", {{{"type", "string"}}, {{"$ref", "#/$defs/cell"}}}}}},
                   {"materials", {{"type", "object"}, {"additionalProperties", {{"$ref", "#/$defs/material"}}}}},
                   {"set", {{"type", "object"}}},
                   {"start", {{"$ref", "#/$defs/start"}}},
                   {"protocol", {{"$ref", "#/$defs/protocol"}}}};
  NumericsSpec spec;
  rows(writer, spec, Divided{});
  Json schema = writer.result();
  for (const char* key : {"cell", "protocol"}) schema["required"].push_back(key);
  return schema;
}

}  // namespace

std::string json_schema() {
  const auto ref = [](const char* name) { return Json{{"$ref", std::string("#/$defs/") + name}}; };
  Json materials = Json::array();  // by kind, so that an editor shows the faults of that kind
  for (const char* kind : {"active", "electrolyte", "additive", "metal"})
    materials.push_back({{"if", {{"properties", {{"material", {{"const", kind}}}}}}}, {"then", material_schema(kind)}});
  const Json material{{"type", "object"},
                      {"required", {"material"}},
                      {"properties", {{"material", {{"enum", {"active", "electrolyte", "additive", "metal"}}}}}},
                      {"allOf", materials}};
  // What tells kinds of files apart; a cell is what remains.
  Json kinds = Json::array(), others = Json::array();
  for (const auto& [key, kind] : std::vector<std::pair<const char*, const char*>>{{"material", "material"},
                                                                                  {"protocol", "run"},
                                                                                  {"parameters", "fit"},
                                                                                  {"cases", "sweep"},
                                                                                  {"variables", "design"}}) {
    kinds.push_back({{"if", {{"required", {key}}}}, {"then", ref(kind)}});
    others.push_back({{"required", {key}}});
  }
  kinds.push_back({{"if", {{"not", {{"anyOf", others}}}}}, {"then", ref("cell")}});
  return Json{{"$schema", "https://json-schema.org/draft/2020-12/schema"},
              {"title", "closo: a run, a cell, a material, a fit, a sweep or a design search"},
              {"allOf", kinds},
              {"$defs",
               {{"run", run_schema()},
                {"cell", cell_schema()},
                {"material", material},
                {"fit", fit_schema()},
                {"sweep", sweep_schema()},
                {"design", design_schema()},
                {"start", schema_of(StartSpec())},
                {"protocol", protocol_schema()}}}}
             .dump(1) +
         "\n";
}

}  // namespace closo
