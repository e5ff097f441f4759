namespace Detector.Server.Security;

/// <summary>The verb key: makes a key for a client.</summary>
internal static class KeyCommand
{
    /// <summary>Name of the verb.</summary>
    public const string Name = "key";

    /// <summary>Writes a new key, its hash and where the hash goes. The key is kept nowhere.</summary>
    /// <param name="output">Where to.</param>
    /// <returns>Exit code 0.</returns>
    public static int Run(TextWriter output)
    {
        var key = ApiKeys.Create();
        var hash = ApiKeys.HashText(key);
        output.WriteLine($"key:     {key}");
        output.WriteLine($"sha256:  {hash}");
        output.WriteLine();
        output.WriteLine("Give the key to the client; it is shown only now. The hash goes into appsettings.json:");
        output.WriteLine($$"""  "Access": { "Clients": [ { "Name": "partner-a", "KeyHashes": [ "{{hash}}" ] } ] }""");
        output.WriteLine("or into the environment: DETECTOR__Access__Clients__0__Name=partner-a and");
        output.WriteLine($"  DETECTOR__Access__Clients__0__KeyHashes__0={hash}");
        output.WriteLine("The client sends one of these headers (gRPC: metadata) with each call:");
        output.WriteLine("  authorization: Bearer KEY");
        output.WriteLine("  x-api-key: KEY");
        return 0;
    }
}
