// Walks through the catalogue and writes pages of a reference.
#include <algorithm>
#include <cmath>
#include <vector>

#include <fmt/format.h>

#include "formats/schema/result_page.hpp"
#include "formats/schema/schema.hpp"
#include "cycler/run_spec.hpp"

namespace closo {
namespace {

std::string allowed(const Row& row) {
  if (row.choices != nullptr) {
    std::string text;
    for (const std::string& choice : choices_of(row)) text += (text.empty() ? "`" : ", `") + choice + "`";
    return text;
  }
  if (row.unit == nullptr) return "";
  const std::string range = row.range.describe(row.unit);
  const std::size_t comma = range.find(", ");
  std::string text = comma == std::string::npos ? "any" : range.substr(comma + 2);
  return row.whole ? "whole, " + text : text;
}

class ReferenceWriter : public RowVisitor {
 public:
  std::string text;

  /// Begins a table. @param path  what its keys have in front
  void section(const std::string& title, const std::string& path) {
    text += fmt::format("\n## {}\n\n| key | unit | allowed | default | meaning |\n|---|---|---|---|---|\n", title);
    path_ = {path};
    written_.clear();
  }

  void quantity(Quantity&, const Row& row) override { add(row); }
  void word(Word&, const Row& row) override { add(row); }
  void table(std::shared_ptr<const TableSpec>&, const Row& row, const Argument& against) override {
    add(key_of("table"), row.unit, "", "",
        fmt::format("CSV file with two columns: {} [{}] and value", against.name, against.unit));
    add(interpolation);
    const std::string is = fmt::format("{}, the {} [{}]", against.variable, against.name, against.usual_unit);
    add(key_of("expression"), nullptr, "", "", "instead of a table: an expression of " + is);
    add(key_of("expression.formula"), nullptr, "", "", "with + - * / ^ and functions such as exp, log, tanh, sqrt");
    if (row.unit != std::string("1")) add(key_of("expression.unit"), nullptr, "", "", "of its value");
    for (const char* bound : {"from", "to"})
      add(key_of(std::string("expression.") + bound), against.unit, "",
          std::isfinite(against.range.high) ? (*bound == 'f' ? "0" : "1") : "required", "where it holds");
  }
  void named(CompositionSpec&, const Row& each) override { add(each); }
  bool all() const override { return true; }
  bool has(const char*, bool) override { return true; }
  bool is_mapping(const char*, bool) override { return true; }
  bool is_table(const char*, bool) override { return true; }
  void other(const Row& row) override { add(key_of(row.key), nullptr, "", "", row.meaning); }
  void heading(const char* title) override { text += fmt::format("| **{}** | | | | |\n", title); }

 protected:
  bool enter(const Row& group, bool) override {
    const bool cell = group.key == std::string("cell");  // whose keys are written without it
    if (!cell) add(group);
    return descend(cell ? "" : group.key);
  }
  bool enter_beside(const Row& quantity, bool) override { return descend(quantity.key); }
  bool enter_material(const std::string&) override { return false; }
  void leave_material() override {}
  void leave() override { path_.pop_back(); }
  std::size_t enter_list(const Row& row, std::size_t) override {
    add(row);
    descend(row.key);
    return 1;
  }
  bool enter_entry(std::size_t) override { return descend("N"); }
  void leave_list() override { leave(); }

 private:
  bool descend(const std::string& key) {
    path_.push_back(key.empty() ? key : key_of(key));
    return true;
  }
  std::string key_of(const std::string& key) const { return path_.back().empty() ? key : path_.back() + "." + key; }
  static std::string default_of(const Row& row, bool conditional) {
    if (row.otherwise != nullptr && *row.otherwise != '\0') return row.otherwise;
    if (row.otherwise != nullptr) return row.why;
    return row.required && !conditional ? "required" : conditional ? "" : "none";
  }
  void add(const Row& row) {
    add(key_of(row.key), row.unit, allowed(row), default_of(row, conditional()), row.meaning);
  }
  void add(const std::string& key, const char* unit, const std::string& allowed, const std::string& otherwise,
           const std::string& meaning) {
    const std::string line =
        fmt::format("| `{}` | {} | {} | {} | {} |\n", key, unit == nullptr || unit == std::string("1") ? "" : unit,
                    allowed, otherwise, meaning);
    if (std::ranges::find(written_, line) != written_.end()) return;  // another form of the same
    written_.push_back(line);
    text += line;
  }

  std::vector<std::string> path_{""};  // at each level
  std::vector<std::string> written_;   // lines of this section
};

constexpr const char* introduction =
    "\n<!-- Written by `closo schema --reference {}`. -->\n\n"
    "Quantities are numbers with a unit that converts to the one named here (`600 um`, `25 degC`); those without unit "
    "are\n"
    "numbers or percentages (`15 %`). Each may be a mapping `{{value: ..., status: ..., source: ...}}`. Where no "
    "default stands, the\n"
    "key is needed in some forms only, or may be left out. `N` stands for the number of an entry, from 0, and `NAME` "
    "for a name.\n";

std::string cell_page() {
  ReferenceWriter page;
  page.text = "# Reference: cells and materials\n" + fmt::format(introduction, "cell");
  page.section("Cell", "");
  CellSpec cell;
  rows(page, cell);
  for (const char* kind : {"active", "electrolyte", "additive", "metal"}) {
    page.section(fmt::format("Material: {}", kind), "");
    MaterialSpec material;
    material.kind = std::string(kind);
    rows(page, material);
  }
  return page.text;
}

std::string run_page() {
  ReferenceWriter page;
  page.text = "# Reference: runs\n" + fmt::format(introduction, "run");
  page.section("Run", "");
  NumericsSpec numerics;
  rows(page, numerics, Divided{});
  page.section("Start", "start");
  StartSpec start;
  rows(page, start);
  page.section("Entries of the protocol that are mappings", "protocol.N");
  EntrySpec entry;
  rows(page, entry);
  page.text += "\nSteps are texts, such as `Charge at C/10 until 4.15 V`: see [protocol.md](../protocol.md).\n";
  return page.text;
}

}  // namespace

std::string reference_page(const std::string& subject) {
  if (subject == "result") return result_page();
  return subject == "cell" ? cell_page() : run_page();
}

}  // namespace closo
