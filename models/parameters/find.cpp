// Walks through the catalogue along a key.
#include <charconv>

#include "models/parameters/catalogue.hpp"

namespace closo {
namespace {

class Finder : public RowVisitor {
 public:
  explicit Finder(std::string_view key) : parts_(split(key, '.')) {
    if (parts_.size() > 1 && parts_.back() == "value") parts_.pop_back();  // of the mapping of a quantity
  }

  std::optional<FoundQuantity> found;

  void quantity(Quantity& entry, const Row& row) override {
    if (is_last() && is_next(row.key)) found = FoundQuantity{&entry, row};
  }
  void word(Word&, const Row&) override {}
  void table(std::shared_ptr<const TableSpec>&, const Row&, const Argument&) override {}
  void named(CompositionSpec& composition, const Row& each) override {
    for (auto& [name, entry] : composition.fractions)
      if (is_last() && is_next(name)) found = FoundQuantity{&entry, each};
  }

 protected:
  bool enter(const Row& group, bool stated) override { return stated && descend(group.key); }
  bool enter_beside(const Row& quantity, bool) override { return descend(quantity.key); }
  bool enter_material(const std::string& name) override {
    if (!descend("materials")) return false;
    if (descend(name)) return true;
    leave();
    return false;
  }
  void leave_material() override { leave(), leave(); }
  void leave() override { --depth_; }
  std::size_t enter_list(const Row& row, std::size_t size) override {
    in_list_ = descend(row.key);
    return size;
  }
  bool enter_entry(std::size_t k) override {
    if (!in_list_) return false;
    std::size_t index = 0;
    const std::string_view part = parts_[depth_];
    const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), index);
    if (error != std::errc{} || end != part.data() + part.size() || index != k) return false;
    ++depth_;
    return true;
  }
  void leave_list() override {
    if (in_list_) leave();
    in_list_ = false;
  }

 private:
  bool is_last() const { return depth_ + 1 == parts_.size(); }
  bool is_next(std::string_view key) const { return parts_[depth_] == key; }
  bool descend(std::string_view key) {
    if (is_last() || !is_next(key)) return false;
    ++depth_;
    return true;
  }

  std::vector<std::string_view> parts_;
  std::size_t depth_ = 0;  // of the walk in them
  bool in_list_ = false;   // lists do not nest
};

template <class Spec>
std::optional<FoundQuantity> find(Spec& spec, std::string_view key) {
  Finder finder(key);
  rows(finder, spec);
  return finder.found;
}

}  // namespace

std::optional<FoundQuantity> find_quantity(CellSpec& spec, std::string_view key) {
  return find(spec, key);
}

std::optional<FoundQuantity> find_quantity(StartSpec& spec, std::string_view key) {
  return find(spec, key);
}

}  // namespace closo
