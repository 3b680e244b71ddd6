using Reco.Storage.Tests.Durability;

// The tests start this very assembly as a second process: to hold a data folder, or to write to it or merge people in it until it is killed.
return args switch
{
    ["hold", var folder] => await Child.HoldAsync(folder),
    ["write", var folder, var start] => await Child.WriteAsync(folder, int.Parse(start, System.Globalization.CultureInfo.InvariantCulture)),
    ["merge", var folder, var start] => await Child.MergeAsync(folder, int.Parse(start, System.Globalization.CultureInfo.InvariantCulture)),
    _ => 2,
};
