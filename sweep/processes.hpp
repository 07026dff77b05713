// What joins the processes of a sweep: one alone needs nothing, several are joined by a module that is loaded for them.
#pragma once

#include <cstddef>
#include <cstdint>

namespace closo::sweep {

/// Several processes. The functions are those of Ranks; each throws RunError.
class Processes {
 public:
  virtual ~Processes() = default;

  virtual int rank() const = 0;
  virtual int size() const = 0;
  /// @param counter  from 0 up to Ranks::counters
  virtual std::int64_t add(std::size_t counter, std::int64_t amount) = 0;
  virtual void wait_for_all() = 0;
  /// The number of the first process, to all; and its bytes.
  virtual std::int64_t share(std::int64_t number) = 0;
  virtual void share(char* bytes, std::int64_t size) = 0;
  virtual bool any(bool condition) = 0;
  virtual void abort(int status) = 0;
};

/// What the module offers, under the name of `join_processes_name`: the caller owns the result.
using JoinProcesses = Processes*();
constexpr const char* join_processes_name = "closo_join_processes";

}  // namespace closo::sweep
