// Looks at what a cell is made of, and fills in what it leaves out.
#include "formats/yaml/defaults.hpp"

#include <optional>

#include "cycler/run_spec.hpp"

namespace closo {
namespace {

constexpr const char* origin = "default";

/// A mapping of the tree, into which values are put that are not there.
class Subtree {
 public:
  Subtree(InputNode& node, std::string path, std::vector<DefaultValue>& taken)
      : node_(&node), path_(std::move(path)), taken_(&taken) {}

  const InputNode& node() const { return *node_; }
  bool states(const char* key) const { return node_->find(key) != nullptr; }
  const InputNode* mapping_at(const char* key) const {
    const InputNode* found = node_->find(key);
    return found != nullptr && found->kind == InputNode::Kind::mapping ? found : nullptr;
  }

  /// The mapping under `key`, made if it is not there; nothing for what is no mapping, which its reader refuses.
  std::optional<Subtree> below(const std::string& key) const {
    if (node_->kind != InputNode::Kind::mapping) return std::nullopt;
    InputNode* below = node_->find(key);
    if (below == nullptr) below = &node_->children.emplace_back(key, InputNode::mapping(origin)).second;
    if (below->kind != InputNode::Kind::mapping) return std::nullopt;
    return Subtree(*below, path_ + key + ".", *taken_);
  }

  /// A word or a number without status.
  void plain(const char* key, const std::string& text, const std::string& why) const {
    if (states(key) || node_->kind != InputNode::Kind::mapping) return;
    node_->children.emplace_back(key, InputNode(text, origin, 0));
    taken_->push_back({path_ + key, text, why});
  }

  void copy(const char* key, InputNode node, const std::string& why) const {
    if (states(key)) return;
    for (const auto& [name, below] : node.children)
      if (const std::string* text = quantity_text(below)) taken_->push_back({path_ + key + "." + name, *text, why});
    node_->children.emplace_back(key, std::move(node));
  }

  void quantity(const char* key, const std::string& text, const std::string& why) const {
    if (states(key) || node_->kind != InputNode::Kind::mapping) return;
    InputNode value = InputNode::mapping(origin);
    for (const auto& [name, content] :
         {std::pair("value", text), std::pair("status", std::string(origin)), {"source", why}})
      value.children.emplace_back(name, InputNode(content, origin, 0));
    node_->children.emplace_back(key, std::move(value));
    taken_->push_back({path_ + key, text, why});
  }

 private:
  InputNode* node_;
  std::string path_;
  std::vector<DefaultValue>* taken_;
};

const InputNode* material(const InputNode& root, const std::string& name) {
  const InputNode* materials = root.find("materials");
  return materials == nullptr ? nullptr : materials->find(name);
}

std::string kind_of(const InputNode& material) {
  const InputNode* kind = material.find("material");
  return kind == nullptr ? "" : kind->scalar;
}

Divided divided(const InputNode& root) {
  Divided d{false, false, false, false};
  for (const char* key : {"cell.negative.composition", "cell.positive.composition", "cell.negative.volume_fractions",
                          "cell.positive.volume_fractions"}) {
    const InputNode* composition = node_at(root, key);
    if (composition == nullptr) continue;
    d.two_composites = d.composite;
    d.composite = true;
    for (const std::string& name : composition->keys())
      if (const InputNode* found = material(root, name)) d.particles |= kind_of(*found) == "active";
  }
  d.separator = node_at(root, "cell.separator.membrane") != nullptr;
  return d;
}

/// Walks through the catalogue and a tree that may still be wrong, and puts in what is not there.
class TreeCompleter : public RowVisitor {
 public:
  /// @param title  of what has none     @param statuses  whether quantities carry one
  TreeCompleter(InputNode& root, std::string title, bool statuses, std::vector<DefaultValue>& taken)
      : parts_{Subtree(root, "", taken)}, titles_{std::move(title)}, statuses_(statuses) {}

  void quantity(Quantity&, const Row& row) override {
    if (row.otherwise == nullptr) return;
    if (statuses_)
      here().quantity(row.key, row.otherwise, row.why);
    else
      here().plain(row.key, row.otherwise, row.why);
  }
  void word(Word& entry, const Row& row) override {
    if (row.otherwise != nullptr)
      here().plain(row.key, *row.otherwise == '\0' ? titles_.back() : row.otherwise, row.why);
    if (const InputNode* node = here().node().find(row.key); node != nullptr && node->kind == InputNode::Kind::scalar)
      entry = node->scalar;
  }
  void table(std::shared_ptr<const TableSpec>&, const Row&, const Argument&) override {
    Word unused;
    if (here().states("table")) word(unused, interpolation);
  }
  void named(CompositionSpec& composition, const Row&) override {
    for (const std::string& name : here().node().keys()) composition.fractions.emplace_back(name, Quantity());
  }

  bool has(const char* key, bool) override { return here().states(key); }
  bool is_mapping(const char* key, bool) override {
    const InputNode* found = here().mapping_at(key);
    return found != nullptr && !is_quantity(*found);
  }
  bool is_table(const char* key, bool) override {
    const InputNode* node = *key == '\0' ? &here().node() : here().mapping_at(key);
    return node != nullptr && (node->find("table") != nullptr || node->find("expression") != nullptr);
  }
  void name_materials(CellSpec& spec) override {
    if (const InputNode* materials = here().mapping_at("materials"))
      for (const std::string& name : materials->keys()) spec.materials.emplace_back(name, MaterialSpec());
  }

 protected:
  bool enter(const Row& group, bool) override {
    if (here().states(group.key) ? group.indivisible : group.otherwise == nullptr) return false;
    const bool entered = enter(group.key);
    if (entered && group.key == std::string("cell")) titles_.push_back(stem_of(here().node()));
    return entered;
  }
  bool enter_beside(const Row& quantity, bool) override {
    return here().mapping_at(quantity.key) != nullptr && enter(quantity.key);
  }
  bool enter_material(const std::string& name) override {
    if (!enter("materials")) return false;
    if (!enter(name)) return leave(), false;
    titles_.push_back(name);
    return true;
  }
  void leave_material() override { leave(), leave(), titles_.pop_back(); }
  void leave() override { parts_.pop_back(); }
  std::size_t enter_list(const Row&, std::size_t) override { return 0; }  // in lists nothing is left out
  bool enter_entry(std::size_t) override { return false; }
  void leave_list() override {}

 private:
  const Subtree& here() const { return parts_.back(); }
  bool enter(const std::string& key) {
    if (const std::optional<Subtree> below = here().below(key)) return parts_.push_back(*below), true;
    return false;
  }
  static std::string stem_of(const InputNode& node) {
    const std::string file = node.file.substr(node.file.rfind('/') + 1);
    return file.substr(0, file.rfind(".yaml"));
  }

  std::vector<Subtree> parts_;  // from the root to where the walk is
  std::vector<std::string> titles_;
  bool statuses_;
};

}  // namespace

std::vector<DefaultValue> take_defaults(InputNode& root, const std::string& name) {
  std::vector<DefaultValue> taken;
  const Subtree run(root, "", taken);
  if (run.states("protocol") || run.states("start") || run.states("mesh")) {
    const Divided parts = divided(root);
    TreeCompleter completer(root, name, false, taken);
    NumericsSpec unused;
    rows(completer, unused, parts);
    const InputNode* assembled = parts.composite ? node_at(root, "cell.as_assembled") : nullptr;
    if (assembled != nullptr) run.copy("start", *assembled, "as assembled");
  }
  TreeCompleter completer(root, name, true, taken);
  CellSpec unused;
  rows(completer, unused);
  return taken;
}

std::vector<DefaultValue> take_material_defaults(InputNode& material, const std::string& name) {
  std::vector<DefaultValue> taken;
  TreeCompleter completer(material, name, true, taken);
  MaterialSpec unused;
  rows(completer, unused);
  return taken;
}

}  // namespace closo
