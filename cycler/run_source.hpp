// Where a run comes from, for studies that change what is no number of its spec.
#pragma once

#include <memory>
#include <string>

#include "cycler/run_spec.hpp"

namespace closo {

/// A run as the texts of its input, whatever the format of that.
class RunSource {
 public:
  virtual ~RunSource() = default;

  virtual std::unique_ptr<RunSource> copy() const = 0;

  /// The text of a quantity or a word at a key of the run, "cell.positive.contact"; nullptr if it is no single value.
  virtual const std::string* at(const std::string& key) const = 0;
  /// Replaces it.
  /// @param origin  who did, for messages     @param status  how the value is known     @throws InputError
  virtual void set(const std::string& key, const std::string& text, const std::string& origin,
                   const std::string& status) = 0;

  /// What it states. @throws InputError
  virtual RunSpec spec() const = 0;
  /// The whole, which stands for itself.
  virtual std::string text() const = 0;
};

}  // namespace closo
