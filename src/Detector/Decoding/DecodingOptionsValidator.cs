using Microsoft.Extensions.Options;

namespace Detector.Decoding;

/// <summary>
/// Checks the attributes of <see cref="DecodingOptions"/>; the body is generated, so it works when trimmed.
/// </summary>
[OptionsValidator]
internal sealed partial class DecodingOptionsValidator : IValidateOptions<DecodingOptions>;
