// libyaml as the system ships it.
#pragma once
#include <yaml.h>
