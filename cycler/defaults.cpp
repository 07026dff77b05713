// Looks at what a cell is made of, and fills in what it leaves out.
#include "cycler/defaults.hpp"

namespace closo {
namespace {

constexpr const char* origin = "default";

InputNode mapping() {
  InputNode node;
  node.kind = InputNode::Kind::mapping;
  node.file = origin;
  return node;
}

/// A mapping of the tree, into which values are put that are not there.
class Part {
 public:
  Part(InputNode& node, std::string path, std::vector<DefaultValue>& taken)
      : node_(&node), path_(std::move(path)), taken_(&taken) {}

  bool states(const char* key) const { return node_->find(key) != nullptr; }

  /// The mapping under `key`, made if it is not there; `use` is not called for what is no mapping, which its reader
  /// refuses.
  template <class Use>
  void in(const std::string& key, const Use& use) const {
    if (node_->kind != InputNode::Kind::mapping) return;
    InputNode* below = node_->find(key);
    if (below == nullptr) below = &node_->children.emplace_back(key, mapping()).second;
    if (below->kind == InputNode::Kind::mapping) use(Part(*below, path_ + key + ".", *taken_));
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
    InputNode value = mapping();
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

/// Which of the unknowns that a mesh divides a cell has.
struct Divided {
  bool composite = false, particles = false, salt = false;
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
  Divided d;
  if (const InputNode* composition = node_at(root, "cell.positive.composition")) {
    d.composite = true;
    for (const std::string& name : composition->keys())
      if (const InputNode* found = material(root, name)) d.particles |= kind_of(*found) == "active";
  }
  if (const InputNode* electrolyte = node_at(root, "cell.separator.electrolyte"))
    if (const InputNode* found = material(root, electrolyte->scalar)) d.salt = found->find("salt") != nullptr;
  return d;
}

void complete_kinetics(const Part& part) {
  if (part.states("transfer_coefficients")) return;  // one of the two says nothing of the other
  part.in("transfer_coefficients", [](const Part& coefficients) {
    coefficients.quantity("anodic", "0.5", "symmetric barrier");
    coefficients.quantity("cathodic", "0.5", "symmetric barrier");
  });
}

void complete_material(const Part& material, const std::string& kind, const std::string& name) {
  material.plain("title", name, "its name");
  if (kind == "active" || kind == "electrolyte")
    material.plain("temperature_range", "any", "valid at all temperatures");
  if (kind == "active") complete_kinetics(material);
}

void complete_flat(const Part& electrode) {
  if (!electrode.states("metal")) return;
  complete_kinetics(electrode);
  electrode.quantity("interface_resistance", "0 ohm cm2", "none besides the kinetics");
}

void complete_cell(const Part& cell, const Divided& divided, const std::string& name) {
  cell.plain("title", name, "the file's name");
  if (cell.states("negative")) cell.in("negative", complete_flat);
  if (!cell.states("positive")) return;
  cell.in("positive", [&](const Part& positive) {
    complete_flat(positive);
    if (divided.particles) {
      positive.quantity("contact", "100 %", "all particles are connected");
      positive.quantity("film_resistance", "0 ohm cm2", "none");
    }
    if (divided.composite) positive.quantity("contact_resistance", "0 ohm cm2", "none");
  });
}

void complete_mesh(const Part& mesh, const Divided& divided) {
  if (divided.salt) mesh.plain("separator", "20", "cells across the separator");
  if (divided.composite) mesh.plain("positive", "20", "cells across the composite");
  if (!divided.particles) return;
  mesh.plain("particle", "20", "nodes along the radius of a particle");
  mesh.plain("grading", "2", "how strongly they are refined towards the surface");
}

void complete_run(InputNode& root, const Part& run, const Divided& divided, const std::string& name) {
  run.plain("title", name, "the file's name");
  if (divided.composite || divided.salt) run.in("mesh", [&](const Part& mesh) { complete_mesh(mesh, divided); });
  run.plain("tolerance", "1e-4", "relative error of a time step");
  run.in("record", [](const Part& record) { record.plain("profiles_every", "10 %", "of the nominal capacity"); });
  const InputNode* assembled = divided.composite ? node_at(root, "cell.as_assembled") : nullptr;
  if (assembled != nullptr) run.copy("start", *assembled, "as assembled");
}

std::string stem_of(const InputNode& node) {
  const std::string file = node.file.substr(node.file.rfind('/') + 1);
  return file.substr(0, file.rfind(".yaml"));
}

}  // namespace

std::vector<DefaultValue> take_defaults(InputNode& root, const std::string& name) {
  std::vector<DefaultValue> taken;
  const Part run(root, "", taken);
  const Divided parts = divided(root);
  if (run.states("protocol") || run.states("start") || run.states("mesh")) complete_run(root, run, parts, name);
  if (const InputNode* cell = root.find("cell"))
    run.in("cell", [&, stem = stem_of(*cell)](const Part& part) { complete_cell(part, parts, stem); });
  if (!run.states("materials")) return taken;
  run.in("materials", [&](const Part& materials) {
    for (const auto& [material, node] : root.find("materials")->children)
      materials.in(material, [&, kind = kind_of(node)](const Part& part) { complete_material(part, kind, material); });
  });
  return taken;
}

std::vector<DefaultValue> take_material_defaults(InputNode& material, const std::string& name) {
  std::vector<DefaultValue> taken;
  complete_material(Part(material, "", taken), kind_of(material), name);
  return taken;
}

}  // namespace closo
