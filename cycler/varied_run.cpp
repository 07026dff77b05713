// Numbers go to the places of the spec that their keys had before.
#include "cycler/varied_run.hpp"

#include <algorithm>
#include <optional>
#include <stdexcept>

#include "base/error.hpp"
#include "base/text.hpp"
#include "base/units.hpp"
#include "cycler/varied_key.hpp"

namespace closo {
CaseValue case_value(std::string key, std::string text) {
  const auto quantity = number_with_unit(trimmed(text));
  if (!quantity) return {std::move(key), std::move(text), 0.0, "", false};
  return {std::move(key), std::move(text), quantity->number, quantity->unit, true};
}

/// Where a key of the cases has its value.
struct VariedRun::Slot {
  std::optional<FoundQuantity> quantity;  // of the spec; none of a key that is no quantity
  std::optional<UnitConversion> to_SI;    // of the numbers of the cases
  double number = 0.0;                    // of the last case
  std::string unit;                       // of this number
};

VariedRun::VariedRun(std::shared_ptr<const RunSource> run, std::shared_ptr<const RunSpec> stated, CaseOrigin origin)
    : run_(std::move(run)), stated_(std::move(stated)), origin_(std::move(origin)) {}
VariedRun::~VariedRun() = default;
VariedRun::VariedRun(VariedRun&&) noexcept = default;
VariedRun& VariedRun::operator=(VariedRun&&) noexcept = default;

void VariedRun::read_again() {
  slots_.clear();
  spec_ = changed_->spec();
  outdated_ = false;
}

void VariedRun::set_text(const CaseValue& value) {
  if (const std::string* text = source().at(value.key); text != nullptr && *text == value.text) return;
  if (!changed_) changed_ = run_->copy();
  changed_->set(value.key, value.text, origin_.name, name_of(origin_.status));
  outdated_ = true;
}

void VariedRun::set(const CaseValue& value) {
  const auto [found, is_new] = slots_.try_emplace(value.key);
  Slot& slot = found->second;
  if (is_new && value.is_quantity && !spec_.start_result) slot.quantity = find_quantity(spec_, value.key);
  if (!slot.quantity) return set_text(value);
  slot.number = value.number;
  try {
    if (!slot.to_SI || slot.unit != value.unit) slot.to_SI.emplace(value.unit, slot.quantity->row.unit);
    slot.unit = value.unit;
    const auto statement = std::make_shared<const Statement>(Statement{value.text, origin_.name, origin_.name, 0});
    *slot.quantity->entry = Quantity((*slot.to_SI)(value.number), origin_.status, statement);
  } catch (const UnitError& error) {
    throw InputError(origin_.name, value.key, value.text, error.expected);
  }
}

double VariedRun::number(const std::string& key, const std::string& unit) const {
  const auto slot = slots_.find(key);
  if (slot != slots_.end() && slot->second.quantity)
    return UnitConversion(slot->second.unit.empty() ? "1" : slot->second.unit, unit)(slot->second.number);
  const std::string* text = source().at(key);
  if (text == nullptr) throw std::out_of_range(key);
  return parse_quantity(*text, unit);
}

void VariedRun::begin(const std::vector<CaseValue>& values) {
  const auto key_of = [](const CaseValue& value) -> const std::string& { return value.key; };
  if (!std::ranges::equal(values, keys_, {}, key_of)) {
    keys_.clear();
    std::ranges::transform(values, std::back_inserter(keys_), key_of);
    anew_ = true;
  }
  if (anew_) {
    if (!stated_) stated_ = std::make_shared<const RunSpec>(run_->spec());
    spec_ = *stated_, changed_.reset(), slots_.clear(), outdated_ = false;
  }
  anew_ = true;  // unless the case comes to its end
  for (const CaseValue& value : values)
    if (!value.is_quantity) set_text(value);
  if (outdated_) read_again();
}

const RunSpec& VariedRun::with(const std::vector<CaseValue>& values, const std::function<void()>& follow) {
  begin(values);
  const auto set_all = [&] {
    for (const CaseValue& value : values) set(value);
    if (follow) follow();
  };
  set_all();
  if (outdated_) {  // by a number that is no quantity of the cell, as one of the mesh
    read_again();
    set_all();
  }
  anew_ = false;
  return spec_;
}

}  // namespace closo
