using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using Reco.Domain;

namespace Reco.Functions.Hosting;

/// <summary>Reads <c>Reco__Limits__NAME</c>: every property of <see cref="Limits"/> may be raised or lowered by its name.</summary>
internal static class LimitSettings
{
    private static readonly Dictionary<string, PropertyInfo> Properties =
        typeof(Limits).GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite).ToDictionary(p => p.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>The limits with the settings over their defaults.</summary>
    public static Limits Read(IConfigurationSection section, List<Fault> faults)
    {
        var limits = new Limits();
        foreach (var setting in section.GetChildren())
        {
            var name = SettingsReader.NameOf(setting.Path);
            if (!Properties.TryGetValue(setting.Key, out var property))
                faults.Add(new(name, "unknown limit", NearestName.Suggest(setting.Key, Properties.Values.Select(p => p.Name))));
            else if (!long.TryParse(setting.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var value) || value < 1 || (property.PropertyType == typeof(int) && value > int.MaxValue))
                faults.Add(new(name, $"\"{setting.Value}\" is not a whole number from 1"));
            else if (property.GetCustomAttribute<RangeAttribute>() is { } range && !range.IsValid((int)value))
                faults.Add(new(name, $"{value} is more than {range.Maximum}, which is the most that can be set"));
            else
                property.SetValue(limits, Convert.ChangeType(value, property.PropertyType, CultureInfo.InvariantCulture));
        }
        return limits;
    }
}
