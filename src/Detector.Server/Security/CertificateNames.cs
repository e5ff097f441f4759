using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Detector.Server.Security;

/// <summary>The names that a certificate gives its holder.</summary>
internal static class CertificateNames
{
    private const string CommonName = "2.5.4.3";
    private const string SubjectAlternativeName = "2.5.29.17";

    // GeneralName of RFC 5280, section 4.2.1.6.
    private static readonly Asn1Tag Uri = new(TagClass.ContextSpecific, 6);

    /// <summary>Common names of the subject, and DNS names and URIs of its alternative names.</summary>
    public static IReadOnlyList<string> Of(X509Certificate2 certificate)
    {
        var names = certificate.SubjectName.EnumerateRelativeDistinguishedNames()
            .Where(part => !part.HasMultipleElements && part.GetSingleElementType().Value == CommonName)
            .Select(part => part.GetSingleElementValue())
            .OfType<string>()
            .ToList();
        foreach (var extension in certificate.Extensions.Where(e => e.Oid?.Value == SubjectAlternativeName))
        {
            names.AddRange(new X509SubjectAlternativeNameExtension(extension.RawData).EnumerateDnsNames());
            names.AddRange(Uris(extension.RawData));
        }

        return names;
    }

    private static List<string> Uris(byte[] alternativeNames)
    {
        var uris = new List<string>();
        try
        {
            var names = new AsnReader(alternativeNames, AsnEncodingRules.DER).ReadSequence();
            while (names.HasData)
            {
                if (names.PeekTag() == Uri)
                {
                    uris.Add(names.ReadCharacterString(UniversalTagNumber.IA5String, Uri));
                }
                else
                {
                    names.ReadEncodedValue();
                }
            }
        }
        catch (AsnContentException e)
        {
            throw new CryptographicException("The alternative names of the certificate are damaged.", e);
        }

        return uris;
    }
}
