using System.Runtime.InteropServices;

namespace Detector.Decoding.Vips;

/// <summary>
/// One piece of work with libvips: loads the library on first use and leaves nothing behind in it.
/// </summary>
/// <remarks>
/// libvips keeps one error buffer for the whole process, so its words belong to a given piece of work only when no
/// other runs beside it. Sessions are counted to know that: text is handed out when it is certain whose it is, else
/// dropped.
/// </remarks>
internal sealed unsafe class VipsSession : IDisposable
{
    private static readonly Lock Gate = new();
    private static int s_active;
    private static bool s_started;

    private VipsSession()
    {
    }

    /// <summary>Begins a piece of work on this thread. Dispose it on the same thread.</summary>
    /// <exception cref="InvalidOperationException">libvips is not beside the program or does not start.</exception>
    internal static VipsSession Begin()
    {
        lock (Gate)
        {
            if (!s_started)
            {
                Start();
                s_started = true;
            }

            s_active++;
        }

        return new VipsSession();
    }

    /// <summary>
    /// What libvips said since the session began, and forgets it; null where it may be another session's.
    /// </summary>
    internal static string? TakeErrors()
    {
        lock (Gate)
        {
            if (s_active != 1)
            {
                return null;
            }

            var text = VipsNative.TakeErrorBuffer();
            var words = Marshal.PtrToStringUTF8((nint)text);
            VipsNative.Free((nint)text);
            return words;
        }
    }

    /// <summary>Ends the work: frees this thread's buffers and clears the error text.</summary>
    public void Dispose()
    {
        VipsNative.ThreadShutdown();
        lock (Gate)
        {
            VipsNative.ClearErrorBuffer();
            s_active--;
        }
    }

    private static void Start()
    {
        try
        {
            if (VipsNative.Init("detector") != 0)
            {
                throw new InvalidOperationException("libvips does not start on this machine.");
            }
        }
        catch (DllNotFoundException e)
        {
            throw new InvalidOperationException(
                "libvips was not found beside the program. Build or publish again; see src/Packages/README.md.", e);
        }

        // Loaders that are not hardened against hostile files stay shut, results are not cached (they hold pixels), and
        // each image is decoded by one thread: many images at once is our parallelism.
        VipsNative.BlockUntrusted(1);
        VipsNative.SetCacheMax(0);
        VipsNative.SetConcurrency(1);
        // Warnings about single files would go to standard error.
        VipsNative.SetLogHandler("VIPS", VipsNative.LogLevelHarmless, &Ignore, 0);
    }

    [UnmanagedCallersOnly]
    private static void Ignore(byte* domain, int level, byte* message, nint data)
    {
    }
}
