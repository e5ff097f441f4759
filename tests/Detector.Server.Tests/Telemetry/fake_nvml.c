/* Stands for the driver's libnvidia-ml.so.1 in a test: two cards, one of which has hardly any sensor. The test sets the mode. */
#include <string.h>
#include <unistd.h>

enum { WELL = 0, OFF_THE_BUS = 1, STUCK = 2 };

static volatile int mode = WELL;

void fake_nvml_set(int value) { mode = value; }

int nvmlInit_v2(void) { return 0; }

int nvmlShutdown(void) { return 0; }

int nvmlDeviceGetCount_v2(unsigned *count) { *count = 2; return 0; }

int nvmlDeviceGetHandleByIndex_v2(unsigned index, void **device) { *device = (void *)(unsigned long)(index + 1); return 0; }

static int is_first(void *device) { return device == (void *)1; }

int nvmlDeviceGetName(void *device, char *name, unsigned length) {
    strncpy(name, is_first(device) ? "Fake One" : "Fake Two", length);
    return 0;
}

int nvmlDeviceGetUUID(void *device, char *id, unsigned length) {
    strncpy(id, is_first(device) ? "GPU-1" : "GPU-2", length);
    return 0;
}

/* 15: lost; 3: not supported. */
static int answer(void *device) {
    while (mode == STUCK) usleep(1000);
    return mode == OFF_THE_BUS && is_first(device) ? 15 : 0;
}

int nvmlDeviceGetUtilizationRates(void *device, unsigned *rates) {
    rates[0] = 42;
    rates[1] = 7;
    return answer(device);
}

int nvmlDeviceGetMemoryInfo(void *device, unsigned long long *memory) {
    memory[0] = 8ULL << 30;
    memory[1] = 5ULL << 30;
    memory[2] = 3ULL << 30;
    return answer(device);
}

int nvmlDeviceGetTemperature(void *device, int sensor, unsigned *celsius) {
    *celsius = sensor == 0 ? 61 : 0;
    return is_first(device) ? answer(device) : 3;
}

int nvmlDeviceGetPowerUsage(void *device, unsigned *milliwatts) {
    *milliwatts = 123456;
    return is_first(device) ? answer(device) : 3;
}

int nvmlDeviceGetTotalEccErrors(void *device, int kind, int counter, unsigned long long *count) {
    *count = kind == 0 ? 11 : 2;
    return is_first(device) && counter == 0 ? answer(device) : 3;
}
