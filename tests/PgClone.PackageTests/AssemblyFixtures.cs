using PgClone.PackageTests;
using PgClone.Testing;

[assembly: AssemblyFixture(typeof(PackageFeed))]
[assembly: AssemblyFixture(typeof(ShopStore))]
