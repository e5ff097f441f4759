using System.Runtime.InteropServices;
using System.Text;

namespace Detector.Server.Telemetry.Gpu;

/// <summary>
/// The part of NVIDIA's management library (nvml.h of the driver) that is asked for measurements. Functions are looked up by
/// name, since the library is the driver's and need not be there.
/// </summary>
internal sealed unsafe class NvmlLibrary : IDisposable
{
    private const int Success = 0;
    private const int NotSupported = 3;
    private const int TemperatureOfGpu = 0;
    private const int SinceBoot = 0;
    private const int NameLength = 96;

    private readonly nint _handle;
    private readonly delegate* unmanaged<int> _init;
    private readonly delegate* unmanaged<int> _shutdown;
    private readonly delegate* unmanaged<uint*, int> _count;
    private readonly delegate* unmanaged<uint, nint*, int> _device;
    private readonly delegate* unmanaged<nint, byte*, uint, int> _name;
    private readonly delegate* unmanaged<nint, byte*, uint, int> _id;
    private readonly delegate* unmanaged<nint, Utilization*, int> _utilization;
    private readonly delegate* unmanaged<nint, Memory*, int> _memory;
    private readonly delegate* unmanaged<nint, int, uint*, int> _temperature;
    private readonly delegate* unmanaged<nint, uint*, int> _power;
    private readonly delegate* unmanaged<nint, int, int, ulong*, int> _memoryErrors;

    private NvmlLibrary(nint handle)
    {
        _handle = handle;
        _init = (delegate* unmanaged<int>)Find("nvmlInit_v2");
        _shutdown = (delegate* unmanaged<int>)Find("nvmlShutdown");
        _count = (delegate* unmanaged<uint*, int>)Find("nvmlDeviceGetCount_v2");
        _device = (delegate* unmanaged<uint, nint*, int>)Find("nvmlDeviceGetHandleByIndex_v2");
        _name = (delegate* unmanaged<nint, byte*, uint, int>)Find("nvmlDeviceGetName");
        _id = (delegate* unmanaged<nint, byte*, uint, int>)Find("nvmlDeviceGetUUID");
        _utilization = (delegate* unmanaged<nint, Utilization*, int>)Find("nvmlDeviceGetUtilizationRates");
        _memory = (delegate* unmanaged<nint, Memory*, int>)Find("nvmlDeviceGetMemoryInfo");
        _temperature = (delegate* unmanaged<nint, int, uint*, int>)Find("nvmlDeviceGetTemperature");
        _power = (delegate* unmanaged<nint, uint*, int>)Find("nvmlDeviceGetPowerUsage");
        _memoryErrors = (delegate* unmanaged<nint, int, int, ulong*, int>)Find("nvmlDeviceGetTotalEccErrors");
    }

    /// <summary>Opens the library.</summary>
    /// <param name="name">Its name or path.</param>
    /// <exception cref="DllNotFoundException">It is not there.</exception>
    /// <exception cref="EntryPointNotFoundException">It is another one.</exception>
    /// <exception cref="NvmlException">There is no driver.</exception>
    public static NvmlLibrary Open(string name)
    {
        var handle = NativeLibrary.Load(name);
        try
        {
            var library = new NvmlLibrary(handle);
            Check("nvmlInit_v2", library._init());
            return library;
        }
        catch
        {
            NativeLibrary.Free(handle);
            throw;
        }
    }

    /// <summary>All cards that it knows.</summary>
    /// <exception cref="NvmlException">It does not say.</exception>
    public IReadOnlyList<GpuCard> Cards()
    {
        uint count;
        Check("nvmlDeviceGetCount_v2", _count(&count));
        var cards = new List<GpuCard>();
        for (var i = 0u; i < count; i++)
        {
            nint device;
            Check("nvmlDeviceGetHandleByIndex_v2", _device(i, &device));
            cards.Add(new GpuCard(device, Text("nvmlDeviceGetUUID", _id, device), Text("nvmlDeviceGetName", _name, device)));
        }

        return cards;
    }

    /// <summary>Reads one card; what it has no sensor for is null.</summary>
    /// <param name="card">The card.</param>
    /// <exception cref="NvmlException">It does not answer, as when it fell off the bus.</exception>
    public GpuReading Read(GpuCard card)
    {
        Utilization utilization;
        Memory memory;
        uint temperature;
        uint milliwatts;
        var device = card.Handle;
        var hasUtilization = Has("nvmlDeviceGetUtilizationRates", _utilization(device, &utilization));
        var hasMemory = Has("nvmlDeviceGetMemoryInfo", _memory(device, &memory));
        var hasTemperature = Has("nvmlDeviceGetTemperature", _temperature(device, TemperatureOfGpu, &temperature));
        var hasPower = Has("nvmlDeviceGetPowerUsage", _power(device, &milliwatts));
        return new GpuReading(
            hasUtilization ? utilization.Gpu / 100.0 : null, hasMemory ? (long)memory.Used : null,
            hasMemory ? (long)memory.Total : null, hasTemperature ? temperature : null,
            hasPower ? milliwatts / 1000.0 : null, MemoryErrors(device, 0), MemoryErrors(device, 1));
    }

    /// <summary>Closes it.</summary>
    public void Dispose()
    {
        _ = _shutdown();
        NativeLibrary.Free(_handle);
    }

    private nint Find(string name) => NativeLibrary.GetExport(_handle, name);

    private long? MemoryErrors(nint device, int kind)
    {
        ulong count;
        return Has("nvmlDeviceGetTotalEccErrors", _memoryErrors(device, kind, SinceBoot, &count)) ? (long)count : null;
    }

    private static string Text(string function, delegate* unmanaged<nint, byte*, uint, int> read, nint device)
    {
        var text = stackalloc byte[NameLength];
        Check(function, read(device, text, NameLength));
        return Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text));
    }

    private static bool Has(string function, int result)
    {
        if (result == NotSupported)
        {
            return false;
        }

        Check(function, result);
        return true;
    }

    private static void Check(string function, int result)
    {
        if (result != Success)
        {
            throw new NvmlException(function, result);
        }
    }

    /// <summary>nvmlUtilization_t, per cent.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Utilization
    {
        public uint Gpu;
        public uint Memory;
    }

    /// <summary>nvmlMemory_t, bytes.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Memory
    {
        public ulong Total;
        public ulong Free;
        public ulong Used;
    }
}
