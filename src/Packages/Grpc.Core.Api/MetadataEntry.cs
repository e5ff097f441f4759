using System.Buffers;
using System.Text;

namespace Grpc.Core;

public sealed partial class Metadata
{
    /// <summary>One pair of a key and a text or, where the key ends in -bin, bytes.</summary>
    public class Entry
    {
        private static readonly SearchValues<char> KeyCharacters =
            SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_-.");

        private readonly string? _text;
        private readonly byte[]? _bytes;

        /// <summary>A binary entry.</summary>
        /// <param name="key">Letters, digits, '_', '-' and '.', ending in -bin; put into lower case.</param>
        /// <param name="valueBytes">The bytes, which are copied.</param>
        /// <exception cref="ArgumentException">The key is not one of a binary entry.</exception>
        public Entry(string key, byte[] valueBytes)
        {
            ArgumentNullException.ThrowIfNull(valueBytes);
            Key = Normalize(key, binary: true);
            _bytes = [.. valueBytes];
        }

        /// <summary>A text entry.</summary>
        /// <param name="key">Letters, digits, '_', '-' and '.', not ending in -bin; put into lower case.</param>
        /// <param name="value">The text, printable ASCII.</param>
        /// <exception cref="ArgumentException">The key is not one of a text entry.</exception>
        public Entry(string key, string value)
        {
            ArgumentNullException.ThrowIfNull(value);
            Key = Normalize(key, binary: false);
            _text = value;
        }

        /// <summary>The key, in lower case.</summary>
        public string Key { get; }

        /// <summary>Whether the value is bytes.</summary>
        public bool IsBinary => _bytes is not null;

        /// <summary>The text.</summary>
        /// <exception cref="InvalidOperationException">The entry is binary.</exception>
        public string Value => _text
            ?? throw new InvalidOperationException($"The metadata entry \"{Key}\" is binary: read its ValueBytes.");

        /// <summary>A copy of the bytes; of a text, its ASCII bytes.</summary>
        public byte[] ValueBytes => _bytes is null ? Encoding.ASCII.GetBytes(Value) : [.. _bytes];

        /// <inheritdoc/>
        public override string ToString() =>
            $"[Entry: key={Key}, {(_bytes is null ? $"value={_text}" : $"valueBytes={Convert.ToHexString(_bytes)}")}]";

        private static string Normalize(string key, bool binary)
        {
            ArgumentNullException.ThrowIfNull(key);
            // HTTP/2 has header names in lower case only.
            var lower = key.ToLowerInvariant();
            if (lower.Length == 0 || lower.AsSpan().ContainsAnyExcept(KeyCharacters))
            {
                throw new ArgumentException(
                    $"The metadata key \"{key}\" may hold only letters, digits, '_', '-' and '.', at least one.",
                    nameof(key));
            }

            if (binary != lower.EndsWith(BinaryHeaderSuffix, StringComparison.Ordinal))
            {
                throw new ArgumentException(binary
                    ? $"The metadata key \"{key}\" of a binary value must end in {BinaryHeaderSuffix}."
                    : $"The metadata key \"{key}\" of a text must not end in {BinaryHeaderSuffix}.", nameof(key));
            }

            return lower;
        }
    }
}
