using System.Runtime.InteropServices;

namespace Detector.Decoding.Vips;

/// <summary>
/// The few functions of libvips and GLib that decoding needs. Only functions with a fixed argument list: variadic ones
/// cannot be called portably. See https://www.libvips.org/API/current/ for each.
/// </summary>
internal static unsafe partial class VipsNative
{
    /// <summary>One file that holds libvips and GLib; src/Packages puts it beside this assembly.</summary>
    private const string Library = "vips";

    /// <summary>VIPS_FORMAT_UCHAR: 8 bits per band.</summary>
    internal const int FormatUChar = 0;

    /// <summary>VIPS_INTERPRETATION_CMYK.</summary>
    internal const int InterpretationCmyk = 15;

    /// <summary>GLib: warning, message, info and debug, the levels that do not stop the process.</summary>
    internal const int LogLevelHarmless = (1 << 4) | (1 << 5) | (1 << 6) | (1 << 7);

    [LibraryImport(Library, EntryPoint = "vips_init", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Init(string programName);

    [LibraryImport(Library, EntryPoint = "vips_block_untrusted_set")]
    internal static partial void BlockUntrusted(int state);

    [LibraryImport(Library, EntryPoint = "vips_cache_set_max")]
    internal static partial void SetCacheMax(int operations);

    [LibraryImport(Library, EntryPoint = "vips_concurrency_set")]
    internal static partial void SetConcurrency(int threads);

    [LibraryImport(Library, EntryPoint = "vips_thread_shutdown")]
    internal static partial void ThreadShutdown();

    [LibraryImport(Library, EntryPoint = "vips_tracked_get_mem")]
    internal static partial nuint TrackedMemory();

    [LibraryImport(Library, EntryPoint = "vips_tracked_get_files")]
    internal static partial int TrackedFiles();

    [LibraryImport(Library, EntryPoint = "vips_error_buffer_copy")]
    internal static partial byte* TakeErrorBuffer();

    [LibraryImport(Library, EntryPoint = "vips_error_clear")]
    internal static partial void ClearErrorBuffer();

    [LibraryImport(Library, EntryPoint = "g_log_set_handler", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial uint SetLogHandler(
        string domain, int levels, delegate* unmanaged<byte*, int, byte*, nint, void> handler, nint data);

    [LibraryImport(Library, EntryPoint = "g_free")]
    internal static partial void Free(nint memory);

    [LibraryImport(Library, EntryPoint = "g_object_ref")]
    internal static partial nint Ref(nint instance);

    [LibraryImport(Library, EntryPoint = "g_object_unref")]
    internal static partial void Unref(nint instance);

    [LibraryImport(Library, EntryPoint = "g_value_init")]
    internal static partial GValue* InitValue(GValue* value, nuint type);

    [LibraryImport(Library, EntryPoint = "g_value_unset")]
    internal static partial void UnsetValue(GValue* value);

    [LibraryImport(Library, EntryPoint = "g_value_set_object")]
    internal static partial void SetObject(GValue* value, nint instance);

    [LibraryImport(Library, EntryPoint = "g_value_get_object")]
    internal static partial nint GetObject(GValue* value);

    [LibraryImport(Library, EntryPoint = "g_value_set_boxed")]
    internal static partial void SetBoxed(GValue* value, nint boxed);

    [LibraryImport(Library, EntryPoint = "g_value_get_boxed")]
    internal static partial nint GetBoxed(GValue* value);

    [LibraryImport(Library, EntryPoint = "g_object_set_property", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void SetProperty(nint instance, string name, GValue* value);

    [LibraryImport(Library, EntryPoint = "g_object_get_property", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void GetProperty(nint instance, string name, GValue* value);

    [LibraryImport(Library, EntryPoint = "vips_image_get_type")]
    internal static partial nuint ImageType();

    [LibraryImport(Library, EntryPoint = "vips_blob_get_type")]
    internal static partial nuint BlobType();

    [LibraryImport(Library, EntryPoint = "vips_blob_new")]
    internal static partial nint NewBlob(nint freeFunction, void* data, nuint length);

    [LibraryImport(Library, EntryPoint = "vips_blob_get")]
    internal static partial void* GetBlob(nint blob, nuint* length);

    [LibraryImport(Library, EntryPoint = "vips_area_unref")]
    internal static partial void UnrefArea(nint area);

    [LibraryImport(Library, EntryPoint = "vips_operation_new", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint NewOperation(string name);

    [LibraryImport(Library, EntryPoint = "vips_object_set_from_string", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int SetFromString(nint instance, string options);

    [LibraryImport(Library, EntryPoint = "vips_object_build")]
    internal static partial int Build(nint instance);

    [LibraryImport(Library, EntryPoint = "vips_object_unref_outputs")]
    internal static partial void UnrefOutputs(nint instance);

    [LibraryImport(Library, EntryPoint = "vips_image_new_from_memory")]
    internal static partial nint NewFromMemory(void* data, nuint size, int width, int height, int bands, int format);

    [LibraryImport(Library, EntryPoint = "vips_image_write_to_memory")]
    internal static partial nint WriteToMemory(VipsImage image, out nuint size);

    [LibraryImport(Library, EntryPoint = "vips_image_get_width")]
    internal static partial int Width(VipsImage image);

    [LibraryImport(Library, EntryPoint = "vips_image_get_height")]
    internal static partial int Height(VipsImage image);

    [LibraryImport(Library, EntryPoint = "vips_image_get_bands")]
    internal static partial int Bands(VipsImage image);

    [LibraryImport(Library, EntryPoint = "vips_image_get_format")]
    internal static partial int Format(VipsImage image);

    [LibraryImport(Library, EntryPoint = "vips_image_guess_interpretation")]
    internal static partial int Interpretation(VipsImage image);

    [LibraryImport(Library, EntryPoint = "vips_image_hasalpha")]
    internal static partial int HasAlpha(VipsImage image);

    [LibraryImport(Library, EntryPoint = "vips_image_get_n_pages")]
    internal static partial int Pages(VipsImage image);

    [LibraryImport(Library, EntryPoint = "vips_image_get_orientation")]
    internal static partial int Orientation(VipsImage image);

    [LibraryImport(Library, EntryPoint = "vips_image_get_typeof", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nuint TypeOf(VipsImage image, string field);

    [LibraryImport(Library, EntryPoint = "vips_image_get_blob", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int GetImageBlob(VipsImage image, string field, void** data, nuint* length);

    [LibraryImport(Library, EntryPoint = "vips_image_set_int", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void SetInt(VipsImage image, string field, int value);

    [LibraryImport(Library, EntryPoint = "vips_icc_is_compatible_profile")]
    internal static partial int IsCompatibleProfile(VipsImage image, void* profile, nuint length);

    /// <summary>GLib's GValue: a type and 16 bytes of content.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct GValue
    {
        private readonly nuint _type;
        private readonly ulong _first;
        private readonly ulong _second;
    }
}
