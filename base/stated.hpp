// A value as its user stated it: the value itself, how it is known, and where it was written.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "base/text.hpp"

namespace closo {

/// How a value is known.
enum class Status { not_stated, measured, derived, literature, estimated, fitted, set, by_default };

/// "measured", "not stated", ...
const std::string& name_of(Status status);

/// The status of this name, if there is one that an input may state.
std::optional<Status> status_of(const std::string& name);

/// The names that an input may state.
const std::vector<std::string>& status_names();

/// What stood in a file, or in an option.
struct Statement {
  std::string text, source;  // "600 um"; why it is right
  std::string file;          // or another origin: "--set temperature=25 degC"
  int line = 0;              // from 1; 0 if there is none
};

/// A value of the input, or its absence. A program assigns the value, in SI; a reader adds what stood there.
template <class T>
class Entry {
 public:
  Entry() = default;
  Entry(T value, Status status = Status::not_stated, std::shared_ptr<const Statement> statement = nullptr)
      : value_(std::move(value)), status_(status), statement_(std::move(statement)) {}

  explicit operator bool() const { return value_.has_value(); }
  const T& operator*() const { return *value_; }
  T value_or(T other) const { return value_.value_or(std::move(other)); }

  Status status() const { return status_; }
  const Statement* statement() const { return statement_.get(); }  // nullptr of a value that a program assigned
  std::string where() const { return statement_ ? place(statement_->file, statement_->line) : ""; }

 private:
  std::optional<T> value_;
  Status status_ = Status::not_stated;
  std::shared_ptr<const Statement> statement_;
};

using Quantity = Entry<double>;  // in SI
using Word = Entry<std::string>;

/// Where a group of entries begins; nullptr of a group that a program made.
struct Place {
  std::string file;
  int line = 0;
};
struct Part {
  std::shared_ptr<const Place> place;

  std::string where() const { return place ? closo::place(place->file, place->line) : ""; }
};

}  // namespace closo
