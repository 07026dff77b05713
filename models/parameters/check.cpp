// Walks through the catalogue with a spec that a program made or changed.
#include <algorithm>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/units.hpp"
#include "models/parameters/catalogue.hpp"
#include "models/parameters/close.hpp"

namespace closo {
namespace {

/// Keeps track of where the walk is, and enters what the spec has.
class SpecWalk : public RowVisitor {
 protected:
  bool enter(const Row& group, bool stated) override {
    if (stated) path_.push_back({group.key});
    return stated;
  }
  bool enter_beside(const Row& quantity, bool stated) override { return SpecWalk::enter(quantity, stated); }
  bool enter_material(const std::string& name) override {
    path_.push_back({"materials"}), path_.push_back({nullptr, &name});
    return true;
  }
  void leave_material() override { path_.pop_back(), path_.pop_back(); }
  void leave() override { path_.pop_back(); }
  std::size_t enter_list(const Row& row, std::size_t size) override {
    path_.push_back({row.key});
    return size;
  }
  bool enter_entry(std::size_t k) override { return path_.push_back({nullptr, nullptr, k}), true; }
  void leave_list() override { path_.pop_back(); }

  std::string key_of(const std::string& last) const {
    std::string key;
    for (const Place& p : path_)
      key += (p.key != nullptr ? std::string(p.key) : p.name != nullptr ? *p.name : std::to_string(p.index)) + ".";
    return key + last;
  }

 private:
  /// A key, a name or an index.
  struct Place {
    const char* key = nullptr;
    const std::string* name = nullptr;
    std::size_t index = 0;
  };
  std::vector<Place> path_;
};

class Checker : public SpecWalk {
 public:
  void quantity(Quantity& entry, const Row& row) override { look_at(entry, row, row.key); }
  void word(Word& entry, const Row& row) override {
    if (!entry && row.required) throw InputError::missing(here_, key_of(row.key), "text");
    if (!entry || row.choices == nullptr) return;
    const std::vector<std::string> choices = choices_of(row);
    if (std::ranges::find(choices, *entry) == choices.end())
      throw InputError(entry.where(), key_of(row.key), excerpt(*entry), "one of " + quoted_list(choices));
  }
  void table(std::shared_ptr<const TableSpec>& table, const Row&, const Argument&) override {
    if (!table) throw InputError::missing(here_, key_of("table"), "a table");
  }
  void named(CompositionSpec& composition, const Row& each) override {
    for (auto& [name, entry] : composition.fractions) look_at(entry, each, name);
  }

 protected:
  bool enter(const Row& group, bool stated) override {
    if (!stated && group.required) throw InputError::missing(here_, key_of(group.key), group.meaning);
    return SpecWalk::enter(group, stated);
  }
  std::size_t enter_list(const Row& row, std::size_t size) override {
    if (size == 0 && row.required)
      throw InputError::missing(here_, key_of(row.key), "a sequence with at least one entry");
    return SpecWalk::enter_list(row, size);
  }
  void begun(Part& part) override { here_ = part.where(); }

 private:
  void look_at(const Quantity& entry, const Row& row, const std::string& key) const {
    if (!entry && row.required) throw InputError::missing(here_, key_of(key), row.range.describe(row.unit));
    if (!entry || row.range.contains(*entry)) return;
    throw InputError(entry.where(), key_of(key), text_of(entry, row.unit), row.range.describe(row.unit));
  }

  std::string here_;
};

class Completer : public SpecWalk {
 public:
  void quantity(Quantity& entry, const Row& row) override {
    if (entry || row.otherwise == nullptr) return;
    entry = Quantity(parse_quantity(row.otherwise, row.unit), Status::by_default,
                     std::make_shared<const Statement>(Statement{row.otherwise, row.why, "default", 0}));
  }
  void word(Word& entry, const Row& row) override {
    if (entry || row.otherwise == nullptr) return;
    entry = Word(*row.otherwise == '\0' ? name_ : row.otherwise, Status::by_default);
  }
  void table(std::shared_ptr<const TableSpec>&, const Row&, const Argument&) override {}
  void named(CompositionSpec&, const Row&) override {}

 protected:
  bool enter(const Row& group, bool stated) override {
    return SpecWalk::enter(group, stated ? !group.indivisible : group.otherwise != nullptr);
  }
  bool enter_material(const std::string& name) override {
    name_ = name;
    return SpecWalk::enter_material(name);
  }
  void leave_material() override {
    name_ = "cell";
    SpecWalk::leave_material();
  }

 private:
  std::string name_ = "cell";  // of what the walk is in
};

}  // namespace

std::vector<std::string> choices_of(const Row& row) {
  const std::vector<std::string_view> choices = split(row.choices, '|');
  return {choices.begin(), choices.end()};
}

void check(const CellSpec& spec) {
  Checker checker;
  rows(checker, const_cast<CellSpec&>(spec));  // which a checker leaves as it is
}

void complete(CellSpec& spec) {
  Completer completer;
  rows(completer, spec);
}

}  // namespace closo
