// All public headers of closo.
#pragma once

#include "closo/error.hpp"
#include "closo/impedance.hpp"
#include "closo/parameters.hpp"
#include "closo/steps.hpp"
#include "closo/simulate.hpp"
#include "closo/solution.hpp"
#include "closo/study.hpp"
#include "closo/version.hpp"
