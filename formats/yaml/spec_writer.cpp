// Walks through the catalogue and builds the tree.
#include "formats/yaml/spec_writer.hpp"

#include <fmt/format.h>

#include "models/parameters/catalogue.hpp"

namespace closo {
namespace {

using Kind = InputNode::Kind;

InputNode scalar(const std::string& text) {
  return {text, "", 0};
}

InputNode empty(Kind kind) {
  InputNode node;
  node.kind = kind;
  return node;
}

class SpecWriter : public RowVisitor {
 public:
  SpecWriter() { nodes_.push_back(empty(Kind::mapping)); }

  InputNode result() { return std::move(nodes_.front()); }

  void quantity(Quantity& entry, const Row& row) override {
    if (entry) put(row.key, written(entry, row));
  }
  void word(Word& entry, const Row& row) override {
    if (entry) put(row.key, scalar(*entry));
  }
  void table(std::shared_ptr<const TableSpec>& table, const Row&, const Argument& against) override {
    if (!table) return;
    InputNode node = empty(Kind::mapping);
    if (table->is_expression()) {
      node.children.emplace_back("formula", scalar(table->name));
      if (!table->unit.empty()) node.children.emplace_back("unit", scalar(table->unit));
      const Row bound{"", against.unit, Range::any(), ""};
      if (table->from) node.children.emplace_back("from", written(table->from, bound));
      if (table->to) node.children.emplace_back("to", written(table->to, bound));
      put("expression", std::move(node));
      return;
    }
    node.children = {{"name", scalar(table->name)}, {"csv", scalar(table->csv())}};
    put("table", std::move(node));
    if (table->interpolation) put(interpolation.key, scalar(*table->interpolation));
  }
  void named(CompositionSpec& composition, const Row& each) override {
    for (const auto& [name, entry] : composition.fractions) put(name, written(entry, each));
  }

 protected:
  bool enter(const Row& group, bool stated) override {
    if (stated) begin(group.key, empty(Kind::mapping));
    return stated;
  }
  bool enter_beside(const Row& quantity, bool stated) override {
    if (!stated) return false;
    InputNode* found = nodes_.back().find(quantity.key);
    if (found == nullptr || found->kind != Kind::mapping) {
      InputNode node = empty(Kind::mapping);
      if (found != nullptr) node.children.emplace_back("value", std::move(*found));
      put(quantity.key, std::move(node));
    }
    InputNode node = std::move(*nodes_.back().find(quantity.key));
    begin(quantity.key, std::move(node));
    return true;
  }
  bool enter_material(const std::string& name) override {
    begin("materials", std::move(*group("materials")));
    begin(name, empty(Kind::mapping));
    return true;
  }
  void leave_material() override { leave(), leave(); }
  void leave() override {
    InputNode done = std::move(nodes_.back());
    nodes_.pop_back();
    put(keys_.back(), std::move(done));
    keys_.pop_back();
  }
  std::size_t enter_list(const Row& row, std::size_t size) override {
    if (size > 0) begin(row.key, empty(Kind::sequence));
    return list_size_ = size;
  }
  bool enter_entry(std::size_t) override { return begin("", empty(Kind::mapping)), true; }
  void leave_list() override {
    if (list_size_ > 0) leave();
  }

 private:
  static InputNode written(const Quantity& entry, const Row& row) {
    const Statement* statement = entry.statement();
    const std::string unit = row.unit == std::string("1") ? "" : std::string(" ") + row.unit;
    InputNode value = scalar(statement != nullptr ? statement->text : fmt::format("{}{}", *entry, unit));
    if (entry.status() == Status::not_stated) return value;
    InputNode node = empty(Kind::mapping);
    node.children = {{"value", std::move(value)}, {"status", scalar(name_of(entry.status()))}};
    if (statement != nullptr && !statement->source.empty())
      node.children.emplace_back("source", scalar(statement->source));
    return node;
  }
  InputNode* group(const std::string& key) {
    if (nodes_.back().find(key) == nullptr) put(key, empty(Kind::mapping));
    return nodes_.back().find(key);
  }
  void put(const std::string& key, InputNode node) {
    InputNode& here = nodes_.back();
    InputNode* found = key.empty() ? nullptr : here.find(key);
    if (found != nullptr)
      *found = std::move(node);
    else
      here.children.emplace_back(key, std::move(node));
  }
  void begin(const std::string& key, InputNode node) { keys_.push_back(key), nodes_.push_back(std::move(node)); }

  std::vector<InputNode> nodes_;   // from the root to where the walk is
  std::vector<std::string> keys_;  // of all but the root
  std::size_t list_size_ = 0;
};

template <class Spec>
InputNode written(Spec spec) {
  SpecWriter writer;
  rows(writer, spec);
  return writer.result();
}

}  // namespace

std::string TableSpec::csv() const {
  const auto quoted = [](const std::string& header) {
    return header.find(',') == std::string::npos ? header : '"' + header + '"';
  };
  std::string text = quoted(headers[0]) + "," + quoted(headers[1]) + "\n";
  for (std::size_t k = 0; k < columns[0].size(); ++k) text += fmt::format("{},{}\n", columns[0][k], columns[1][k]);
  return text;
}

InputNode write_cell_spec(const CellSpec& spec) {
  return written(spec);
}

InputNode write_material_spec(const MaterialSpec& spec) {
  return written(spec);
}

}  // namespace closo
