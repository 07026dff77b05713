// What closo throws: InputError, with its fields, for bad input, and RunError where a run cannot continue.
#pragma once

#include "base/error.hpp"
