// expat as the system ships it.
#pragma once
#include <expat.h>
