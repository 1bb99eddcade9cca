// What the command line asks for, and where things lie.
var target = Argument("target", "Default");
var configuration = Argument("configuration", "Release");

var root = MakeAbsolute(Directory("."));
var artifacts = root.Combine("artifacts");
var packages = artifacts.Combine("packages");
var solution = root.CombineWithFilePath("PgClone.Build.sln");
var tool = root.Combine("src/PgClone.Tool");
