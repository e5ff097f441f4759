using System.Text.Json;
using System.Text.Json.Serialization;

namespace Detector.ModelPackages;

/// <summary>How the files of a model package are read: snake_case names, nothing unknown, nothing twice.</summary>
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    ReadCommentHandling = JsonCommentHandling.Disallow,
    AllowTrailingCommas = false,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    Converters =
    [
        typeof(SnakeCaseEnumConverter<TensorLayout>),
        typeof(SnakeCaseEnumConverter<TensorType>),
        typeof(SnakeCaseEnumConverter<ChannelOrder>),
        typeof(SnakeCaseEnumConverter<FramingMethod>),
        typeof(SnakeCaseEnumConverter<ResampleFilter>),
        typeof(SnakeCaseEnumConverter<OutputKind>),
        typeof(SnakeCaseEnumConverter<PoolingMethod>),
        typeof(SnakeCaseEnumConverter<CalibrationMethod>),
        typeof(SnakeCaseEnumConverter<KindsMethod>),
        typeof(SnakeCaseEnumConverter<ManipulationKind>),
    ])]
[JsonSerializable(typeof(ModelManifest))]
[JsonSerializable(typeof(GoldenFile))]
internal sealed partial class PackageJsonContext : JsonSerializerContext;

/// <summary>Enum members by their snake_case names, never by number.</summary>
/// <typeparam name="T">The enum.</typeparam>
internal sealed class SnakeCaseEnumConverter<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.SnakeCaseLower, false)
    where T : struct, Enum;
