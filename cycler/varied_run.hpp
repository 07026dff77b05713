// A run whose values change from case to case.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "cycler/run_source.hpp"

namespace closo {

/// A value of a case, as --set takes it.
struct CaseValue {
  std::string key, text;
  double number = 0.0;       // what stands for it in a table
  std::string unit;          // of the number, "" for none
  bool is_quantity = false;  // the text is this number in this unit
};

/// From a text alone: "600 um" is a quantity, "Rest for 1 hour" is none.
CaseValue case_value(std::string key, std::string text);

/// Who sets the values of cases, and how these are known.
struct CaseOrigin {
  std::string name = "the case";  // for messages
  Status status = Status::set;
};

/// Reads the run once. Quantities of its spec are changed in place; what is no quantity of the cell, as a text of the
/// protocol, makes the run be read again. A case with other keys than the one before begins with the run as it was
/// stated, so that none depends on those before it. One for each thread.
class VariedRun {
 public:
  /// @param stated  what the run states, where that has been read
  explicit VariedRun(std::shared_ptr<const RunSource> run, std::shared_ptr<const RunSpec> stated = nullptr,
                     CaseOrigin origin = {});
  ~VariedRun();
  VariedRun(VariedRun&&) noexcept;
  VariedRun& operator=(VariedRun&&) noexcept;

  /// What the run states with these values, until the next call.
  /// @param follow  sets what follows from them, with the two functions below
  /// @throws InputError
  const RunSpec& with(const std::vector<CaseValue>& values, const std::function<void()>& follow = {});

  void set(const CaseValue& value);
  /// The number at a key, in a unit. @throws std::out_of_range where there is none
  double number(const std::string& key, const std::string& unit) const;

 private:
  struct Slot;
  void begin(const std::vector<CaseValue>& values);
  void set_text(const CaseValue& value);
  void read_again();
  const RunSource& source() const { return changed_ ? *changed_ : *run_; }

  std::shared_ptr<const RunSource> run_;
  std::shared_ptr<const RunSpec> stated_;  // by run_
  CaseOrigin origin_;
  std::unique_ptr<RunSource> changed_;  // with the texts of the last case, if it had any
  RunSpec spec_;                        // of the source, with the quantities of the last case
  bool anew_ = true;                    // the next case begins with the run as stated
  bool outdated_ = false;               // the source has changed since the spec was read
  std::vector<std::string> keys_;       // of the last case
  std::map<std::string, Slot> slots_;
};

}  // namespace closo
