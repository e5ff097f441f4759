using GValue = Detector.Decoding.Vips.VipsNative.GValue;

namespace Detector.Decoding.Vips;

/// <summary>One operation of libvips: made by name, given its inputs, run once.</summary>
internal sealed unsafe class VipsOperation : IDisposable
{
    private readonly string _name;
    private nint _operation;

    /// <summary>Makes an operation.</summary>
    /// <param name="name">Its nickname, such as "jpegload_buffer".</param>
    /// <exception cref="VipsException">This build of libvips lacks it.</exception>
    internal VipsOperation(string name)
    {
        _name = name;
        _operation = VipsNative.NewOperation(name);
        if (_operation == 0)
        {
            throw new VipsException(name);
        }
    }

    /// <summary>Runs an operation that takes one image and gives one.</summary>
    /// <param name="name">Nickname.</param>
    /// <param name="input">The image, which stays the caller's.</param>
    /// <param name="options">Further arguments as "name=value,name=value".</param>
    internal static VipsImage Apply(string name, VipsImage input, string options = "")
    {
        using var operation = new VipsOperation(name);
        return operation.Set("in", input).Set(options).RunToImage();
    }

    /// <summary>Sets arguments that can be written as text: "name=value,name=value".</summary>
    internal VipsOperation Set(string options)
    {
        return options.Length > 0 && VipsNative.SetFromString(_operation, options) != 0
            ? throw new VipsException($"{_name} {options}")
            : this;
    }

    /// <summary>Sets an argument that is an image.</summary>
    internal VipsOperation Set(string name, VipsImage image)
    {
        GValue value = default;
        VipsNative.InitValue(&value, VipsNative.ImageType());
        VipsNative.SetObject(&value, image.DangerousGetHandle());
        VipsNative.SetProperty(_operation, name, &value);
        VipsNative.UnsetValue(&value);
        GC.KeepAlive(image);
        return this;
    }

    /// <summary>
    /// Sets an argument that is encoded data. Nothing is copied: the bytes must outlive what the operation makes.
    /// </summary>
    internal VipsOperation Set(string name, byte* data, int length)
    {
        var blob = VipsNative.NewBlob(0, data, (nuint)length);
        GValue value = default;
        VipsNative.InitValue(&value, VipsNative.BlobType());
        VipsNative.SetBoxed(&value, blob);
        VipsNative.SetProperty(_operation, name, &value);
        VipsNative.UnsetValue(&value);
        VipsNative.UnrefArea(blob);
        return this;
    }

    /// <summary>Runs, and gives the image called "out".</summary>
    /// <exception cref="VipsException">libvips refused; its error text says why.</exception>
    internal VipsImage RunToImage()
    {
        Run();
        GValue value = default;
        VipsNative.InitValue(&value, VipsNative.ImageType());
        VipsNative.GetProperty(_operation, "out", &value);
        var image = new VipsImage(VipsNative.Ref(VipsNative.GetObject(&value)));
        VipsNative.UnsetValue(&value);
        return image;
    }

    /// <summary>Runs, and gives a copy of the encoded data called "buffer".</summary>
    /// <exception cref="VipsException">libvips refused; its error text says why.</exception>
    internal byte[] RunToBytes()
    {
        Run();
        GValue value = default;
        VipsNative.InitValue(&value, VipsNative.BlobType());
        VipsNative.GetProperty(_operation, "buffer", &value);
        nuint length;
        var data = VipsNative.GetBlob(VipsNative.GetBoxed(&value), &length);
        var bytes = new ReadOnlySpan<byte>(data, checked((int)length)).ToArray();
        VipsNative.UnsetValue(&value);
        return bytes;
    }

    /// <summary>Frees the operation with what it still holds.</summary>
    public void Dispose()
    {
        if (_operation != 0)
        {
            VipsNative.UnrefOutputs(_operation);
            VipsNative.Unref(_operation);
            _operation = 0;
        }
    }

    private void Run()
    {
        // Built directly, past the operation cache: it would keep pixels of one request for the next.
        if (VipsNative.Build(_operation) != 0)
        {
            throw new VipsException(_name);
        }
    }
}
