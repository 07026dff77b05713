// The one list of all parameters of a cell: what each is called, its unit, range, default and meaning, and where it is
// kept. Whoever reads, writes, checks, explains or varies parameters walks through it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/range.hpp"
#include "models/parameters/cell_spec.hpp"

namespace closo {

/// What the catalogue says of an entry or a group of entries. Texts are literals.
struct Row {
  const char* key;
  const char* unit = "1";  // of the SI, "1" for a number; nullptr for a word
  Range range = {};
  const char* meaning = "";
  bool required = true;
  const char* otherwise = nullptr;  // the default as a text; nullptr without one
  const char* why = "";             // it is that
  const char* choices = nullptr;    // of a word, "continue|stop"; nullptr for any
  bool whole = false;               // a whole number
  bool indivisible = false;         // of a group: no default completes what is stated of it

  /// The same row of an entry that may be left out.
  constexpr Row optional() const {
    Row row = *this;
    row.required = false;
    return row;
  }
  /// The same row with a default.
  constexpr Row or_else(const char* text, const char* reason) const {
    Row row = *this;
    row.otherwise = text, row.why = reason;
    return row;
  }
};

constexpr Row word(const char* key, const char* meaning, const char* choices = nullptr) {
  return {.key = key, .unit = nullptr, .meaning = meaning, .choices = choices};
}
constexpr Row number(const char* key, const Range& range, const char* meaning) {
  return {.key = key, .range = range, .meaning = meaning};
}
constexpr Row whole_number(const char* key, const Range& range, const char* meaning) {
  return {.key = key, .range = range, .meaning = meaning, .whole = true};
}
constexpr Row group(const char* key, const char* meaning) {
  return {.key = key, .unit = nullptr, .meaning = meaning};
}

/// Beside a table.
constexpr Row interpolation =
    word("interpolation", "between the rows of the table: a monotone cubic, or straight lines", "cubic|linear")
        .optional()
        .or_else("cubic", "smooth, without overshoot");

/// What the word of a row may be.
std::vector<std::string> choices_of(const Row& row);

/// What a table is against, or an expression of.
struct Argument {
  const char* name;
  const char* unit;
  Range range;
  const char* variable;  // of an expression, in the unit
  const char* usual_unit;
};

/// Walks through the catalogue. Groups nest: what is visited between enter() and leave() lies below its key.
class RowVisitor {
 public:
  virtual ~RowVisitor() = default;

  virtual void quantity(Quantity& entry, const Row& row) = 0;
  virtual void word(Word& entry, const Row& row) = 0;
  /// A table under the key `table` with its `interpolation` beside it, or an expression under the key `expression`.
  /// @param row  of its value, which has to be positive if its range says so
  virtual void table(std::shared_ptr<const TableSpec>& table, const Row& row, const Argument& against) = 0;
  /// Quantities whose keys are free.
  virtual void named(CompositionSpec& composition, const Row& each) = 0;

  /// Whether all rows are visited, also those that exclude one another.
  virtual bool all() const { return false; }
  /// Of rows that depend on others: whether they apply, or are visited in any case. While it lives, `conditional()`.
  class Condition {
   public:
    Condition(RowVisitor& visitor, bool applies) : visitor_(&visitor), applies_(applies || visitor.all()) {
      ++visitor.conditions_;
    }
    ~Condition() { --visitor_->conditions_; }
    Condition(const Condition&) = delete;
    Condition& operator=(const Condition&) = delete;
    explicit operator bool() const { return applies_; }

   private:
    RowVisitor* visitor_;
    bool applies_;
  };
  Condition when(bool applies) { return {*this, applies}; }
  /// What is read elsewhere.
  virtual void other(const Row& row) { static_cast<void>(row); }
  /// What the rows that follow are for.
  virtual void heading(const char* text) { static_cast<void>(text); }

  // What decides between forms of an entry. @param stated  what the spec says

  /// Whether there is such a key.
  virtual bool has(const char* key, bool stated) { return static_cast<void>(key), stated; }
  /// Whether `key` has a mapping, where there may also be a quantity, a word or a list.
  virtual bool is_mapping(const char* key, bool stated) { return static_cast<void>(key), stated; }
  /// Whether `key`, or with "" the group itself, has a mapping with a table or an expression.
  virtual bool is_table(const char* key, bool stated) { return static_cast<void>(key), stated; }

  /// Before all: gives a cell its materials, by their names.
  virtual void name_materials(CellSpec& spec) { static_cast<void>(spec); }

  /// A group of entries.
  template <class Spec, class... Context>
  void part(std::optional<Spec>& spec, const Row& row, const Context&... context) {
    if (!enter(row, spec.has_value())) return;
    if (!spec) spec.emplace();
    begun(*spec);
    rows(*this, *spec, context...);
    leave();
  }
  /// A list of groups, of at least one.
  template <class Spec, class... Context>
  void list(std::vector<Spec>& specs, const Row& row, const Context&... context) {
    specs.resize(enter_list(row, specs.size()));
    for (std::size_t k = 0; k < specs.size(); ++k) {
      if (!enter_entry(k)) continue;
      begun(specs[k]);
      rows(*this, specs[k], context...);
      leave();
    }
    leave_list();
  }
  /// Entries beside the value of a quantity, in its mapping.
  /// @param stated  whether the spec has any of them
  template <class Visit>
  void beside(const Row& quantity, bool stated, const Visit& visit) {
    if (!enter_beside(quantity, stated)) return;
    visit();
    leave();
  }
  void cell(CellSpec& spec);
  /// A material of a cell, by its name.
  void material(const std::string& name, MaterialSpec& spec);

 protected:
  /// @return whether the group is there, and now entered
  virtual bool enter(const Row& group, bool stated) = 0;
  virtual bool enter_beside(const Row& quantity, bool stated) = 0;
  virtual bool enter_material(const std::string& name) = 0;
  virtual void leave_material() = 0;
  virtual void leave() = 0;
  /// @param size  of the list in the spec     @return how many entries there are
  virtual std::size_t enter_list(const Row& row, std::size_t size) = 0;
  virtual bool enter_entry(std::size_t k) = 0;
  virtual void leave_list() = 0;
  /// The group that was just entered.
  virtual void begun(Part& part) { static_cast<void>(part); }
  /// Whether the row that is visited depends on others.
  bool conditional() const { return conditions_ > 0; }

 private:
  int conditions_ = 0;
};

/// An entry of a spec, and its row.
struct FoundQuantity {
  Quantity* entry;
  Row row;
};

/// The quantity at a dotted key such as "cell.positive.contact" or "materials.x.density", stated or not; nothing if the
/// cell has no place for it.
std::optional<FoundQuantity> find_quantity(CellSpec& spec, std::string_view key);
/// The same below "start".
std::optional<FoundQuantity> find_quantity(StartSpec& spec, std::string_view key);

/// The rows of a cell, below the keys `cell` and `materials`.
void rows(RowVisitor& visitor, CellSpec& spec);
/// The rows of a material.
void rows(RowVisitor& visitor, MaterialSpec& spec);
/// Those of what a run begins with.
void rows(RowVisitor& visitor, StartSpec& spec);

}  // namespace closo
