using System.ComponentModel;
using System.Globalization;

namespace KinesisPlatform.Access;

/// <summary>Lets a text stand for <see cref="StreamGrantOptions"/> with that name, so that configuration reads well.</summary>
internal sealed class StreamGrantConverter : TypeConverter
{
    public override bool CanConvertFrom(ITypeDescriptorContext? context, Type sourceType) => sourceType == typeof(string);

    public override object ConvertFrom(ITypeDescriptorContext? context, CultureInfo? culture, object value) => new StreamGrantOptions { Name = (string)value };
}
