// Walks through the catalogue and the tree together.
#include "formats/yaml/spec_reader.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/expression.hpp"
#include "base/units.hpp"
#include "formats/yaml/table_input.hpp"
#include "models/parameters/catalogue.hpp"
#include "solver/tabulate.hpp"

namespace closo {
namespace {

using Eigen::ArrayXd;
using Eigen::Index;
using Kind = InputNode::Kind;

/// A table of a quantity against an argument, its columns converted from the units in their headers.
/// @param interpolation  if stated
std::shared_ptr<const TableSpec> read_table(const InputReader& table, const Row& row, const Argument& against,
                                            const Word& interpolation) {
  const auto columns = read_columns(table);
  if (columns.size() != 2) table.fail("columns", std::string("two columns: ") + against.name + " and value");
  if (columns[1].unit().empty() && row.unit != std::string("1"))
    columns[1].fail_header("a column name with its unit in brackets, e.g. 'ocv [V]'");
  const std::vector<double> y = columns[0].values(against.unit, against.range),
                            value = columns[1].values(row.unit, row.range);
  const bool rising = y[1] > y[0];
  for (std::size_t k = 1; k < y.size(); ++k)
    if (y[k] == y[k - 1] || (y[k] > y[k - 1]) != rising)
      columns[0].fail(k, fmt::format("a {} {} that of the row above", against.name, rising ? "above" : "below"));
  const auto array = [](const std::vector<double>& v) {
    return ArrayXd(Eigen::Map<const ArrayXd>(v.data(), static_cast<Index>(v.size())));
  };
  CubicTable curve = interpolation.value_or("cubic") == "linear" ? CubicTable::linear(array(y), array(value))
                                                                 : CubicTable::monotone(array(y), array(value));
  return std::make_shared<const TableSpec>(TableSpec{table.text("name"),
                                                     {columns[0].header(), columns[1].header()},
                                                     {columns[0].stated(), columns[1].stated()},
                                                     table.node().file,
                                                     table.node().line,
                                                     std::move(curve),
                                                     interpolation});
}

void note_place(Part& part, const InputNode& node) {
  part.place = std::make_shared<const Place>(Place{node.file, node.line});
}

void require_positive(const InputReader& expression, const CubicTable& curve) {
  constexpr Index looked_at = 1000;
  for (const double at : ArrayXd::LinSpaced(looked_at, curve.lower(), curve.upper()))
    if (!(curve.at(at).value > 0)) expression.fail("", "positive values");
}

/// An expression of an argument as a table between two values of it.
CubicTable tabulate(const InputReader& given, const Row& row, const Argument& against, const std::string& unit,
                    double from, double to) {
  constexpr double tolerance = 1e-9;  // of the range of its values
  try {
    const Expression f(given.text("formula"), {against.variable});
    const UnitConversion to_SI(unit, row.unit),
        to_usual(against.unit == std::string("1") ? "" : against.unit, against.usual_unit);
    return tabulated([&](double x) { return to_SI(f({to_usual(x)})); }, from, to, tolerance);
  } catch (const ExpressionError& error) {
    given.fail("formula", fmt::format("an expression of {} with finite values from {:g} to {:g}: {}", against.variable,
                                      from, to, error.what()));
  } catch (const NotTabulated& error) {
    given.fail("formula", std::string("a continuous expression; this one ") + error.what());
  } catch (const UnitError& error) {
    given.fail("unit", error.expected);
  }
}

class SpecReader : public RowVisitor {
 public:
  explicit SpecReader(const InputReader& root) : readers_{root} {}

  void quantity(Quantity& entry, const Row& row) override {
    const InputReader& here = readers_.back();
    if (!row.required && !here.has(row.key)) return;
    const double value = row.whole
                             ? here.integer(row.key, static_cast<int>(row.range.low), static_cast<int>(row.range.high))
                             : here.quantity(row.key, row.unit, row.range);
    entry = stated(value, here.at(row.key).node());
  }

  void word(Word& entry, const Row& row) override {
    const InputReader& here = readers_.back();
    if (!row.required && !here.has(row.key)) return;
    if (std::string_view(row.key) == "closo" && here.text(row.key) != "1")
      here.fail(row.key, "1, the format version this program reads");
    std::string text = row.choices != nullptr ? here.choice(row.key, choices_of(row)) : here.text(row.key);
    const InputReader found = here.at(row.key);
    const InputNode& node = found.node();
    entry = Word(std::move(text), Status::not_stated,
                 std::make_shared<const Statement>(Statement{node.scalar, "", node.file, node.line}));
  }

  void table(std::shared_ptr<const TableSpec>& table, const Row& row, const Argument& against) override {
    const InputReader& here = readers_.back();
    const bool expression = here.has("expression");
    if (expression && here.has("table")) here.reject("expression", "either 'table' or 'expression'");
    if (expression && here.has(interpolation.key))
      here.fail(interpolation.key, "a table beside it: an expression has a value everywhere");
    const InputReader given = here.at(expression ? "expression" : "table");
    Word chosen;
    word(chosen, interpolation);
    table = expression ? read_expression(given, row, against) : read_table(given, row, against, chosen);
  }

  void other(const Row& row) override { readers_.back().has(row.key); }

  void named(CompositionSpec& composition, const Row& each) override {
    for (const auto& [name, entry] : readers_.back().entries()) {
      const double value = entry.quantity_here(each.unit, each.range);
      composition.fractions.emplace_back(name, stated(value, entry.node()));
    }
  }

  bool has(const char* key, bool) override { return readers_.back().has(key); }
  bool is_mapping(const char* key, bool) override {
    return has_keys(key) && !is_quantity(*readers_.back().node().find(key));
  }
  bool is_table(const char* key, bool) override {
    const InputReader& here = readers_.back();
    const auto states = [](const InputReader& reader) { return reader.has("table") || reader.has("expression"); };
    return *key == '\0' ? states(here) : has_keys(key) && states(here.at(key));
  }

  void name_materials(CellSpec& spec) override {
    for (const std::string& name : material_names(readers_.back().at("cell").node()))
      spec.materials.emplace_back(name, MaterialSpec());
  }

 protected:
  bool enter(const Row& group, bool) override {
    const InputReader& here = readers_.back();
    if (!group.required && !here.has(group.key)) return false;
    enter(here.at(group.key));
    return true;
  }
  bool enter_beside(const Row& quantity, bool) override {
    if (!has_keys(quantity.key)) return false;
    readers_.push_back(readers_.back().at(quantity.key));
    return true;
  }
  bool enter_material(const std::string& name) override {
    enter(readers_.back().at("materials").at(name));
    return true;
  }
  void leave_material() override { leave(); }
  void leave() override { readers_.pop_back(); }
  std::size_t enter_list(const Row& row, std::size_t) override {
    entries_ = readers_.back().sequence(row.key);
    return entries_.size();
  }
  bool enter_entry(std::size_t k) override { return readers_.push_back(entries_[k]), true; }
  void leave_list() override {}
  void begun(Part& part) override { note_place(part, readers_.back().node()); }

 private:
  bool has_keys(const char* key) const {
    const InputNode* node = readers_.back().node().find(key);
    return node != nullptr && node->kind == Kind::mapping;
  }
  void enter(InputReader reader) {
    if (reader.node().kind != Kind::mapping) reader.fail("", "a mapping");
    readers_.push_back(std::move(reader));
  }
  static std::shared_ptr<const TableSpec> read_expression(const InputReader& given, const Row& row,
                                                          const Argument& against) {
    const auto bound = [&](const char* key) {
      if (!given.has(key)) return Quantity();
      const double value = given.quantity(key, against.unit, against.range);
      return stated(value, given.at(key).node());
    };
    const std::string formula = given.text("formula"), unit = row.unit == std::string("1") ? "" : given.text("unit");
    const Quantity from = bound("from"), to = bound("to");
    if (!std::isfinite(against.range.high) && !(from && to))
      given.fail(from ? "to" : "from",
                 std::string("a ") + against.name + ", where the expression begins or ends to hold");
    const double first = from.value_or(against.range.low), last = to.value_or(against.range.high);
    if (!(first < last)) given.fail("to", "a value above 'from'");
    CubicTable curve = tabulate(given, row, against, unit, first, last);
    if (row.range.low == 0 && row.range.low_open) require_positive(given, curve);
    const InputNode& node = given.node();
    return std::make_shared<const TableSpec>(
        TableSpec{formula, {}, {}, node.file, node.line, std::move(curve), {}, unit, from, to});
  }
  static Quantity stated(double value, const InputNode& node) {
    const auto text = [&](const char* key) {
      const InputNode* below = node.find(key);
      return below == nullptr ? std::string() : below->scalar;
    };
    const InputNode* number = node.find("value");
    if (number == nullptr) number = &node;
    return {value, status_of(text("status")).value_or(Status::not_stated),
            std::make_shared<const Statement>(Statement{number->scalar, text("source"), number->file, number->line})};
  }

  std::vector<InputReader> readers_;  // from the root to where the walk is
  std::vector<InputReader> entries_;  // of the list that is being read: lists do not nest
};

/// A spec whose rows begin where a reader stands.
template <class Spec>
Spec read_spec(const InputReader& root) {
  Spec spec;
  note_place(spec, root.node());
  SpecReader reader(root);
  rows(reader, spec);
  return spec;
}

}  // namespace

std::vector<std::string> material_names(const InputNode& cell) {
  std::vector<std::string> names;
  const auto add = [&](const std::string& name) {
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  };
  const auto add_text = [&](const char* part, const char* key) {
    const InputNode* node = cell.find(part);
    if (node != nullptr) node = node->find(key);
    if (node != nullptr && node->kind == Kind::scalar) add(node->scalar);
  };
  add_text("negative", "metal");
  add_text("positive", "metal");
  add_text("separator", "electrolyte");
  if (const InputNode* separator = cell.find("separator"))
    if (const InputNode* layers = separator->find("layers"))
      for (const auto& [key, layer] : layers->children)
        if (const InputNode* electrolyte = layer.find("electrolyte"))
          if (electrolyte->kind == Kind::scalar) add(electrolyte->scalar);
  for (const char* side : {"negative", "positive"})
    if (const InputNode* electrode = cell.find(side))
      for (const char* components : {"composition", "volume_fractions"})
        if (const InputNode* found = electrode->find(components))
          for (const std::string& name : found->keys()) add(name);
  return names;
}

void inline_tables(InputNode& material) {
  if (material.kind != Kind::mapping) return;
  for (auto& [key, property] : material.children) {
    if (property.kind != Kind::mapping) continue;
    if (InputNode* table = property.find("table"); table != nullptr && table->kind == Kind::scalar)
      inline_table(*table, key + ".table");
    inline_tables(property);  // the curves of an open-circuit voltage
  }
}

std::unique_ptr<RowVisitor> spec_reader(const InputReader& root) {
  return std::make_unique<SpecReader>(root);
}

CellSpec read_cell_spec(const InputReader& run) {
  return read_spec<CellSpec>(run);
}

MaterialSpec read_material_spec(const InputReader& material) {
  return read_spec<MaterialSpec>(material);
}

StartSpec read_start_spec(const InputReader& start) {
  return read_spec<StartSpec>(start);
}

}  // namespace closo
