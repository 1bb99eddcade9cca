namespace PgClone.Benchmarks.Suite;

public sealed class Tests01(ClassDatabase database) : SuiteTests(database);

public sealed class Tests02(ClassDatabase database) : SuiteTests(database);

public sealed class Tests03(ClassDatabase database) : SuiteTests(database);

public sealed class Tests04(ClassDatabase database) : SuiteTests(database);

public sealed class Tests05(ClassDatabase database) : SuiteTests(database);

public sealed class Tests06(ClassDatabase database) : SuiteTests(database);

public sealed class Tests07(ClassDatabase database) : SuiteTests(database);

public sealed class Tests08(ClassDatabase database) : SuiteTests(database);

public sealed class Tests09(ClassDatabase database) : SuiteTests(database);

public sealed class Tests10(ClassDatabase database) : SuiteTests(database);

public sealed class Tests11(ClassDatabase database) : SuiteTests(database);

public sealed class Tests12(ClassDatabase database) : SuiteTests(database);

public sealed class Tests13(ClassDatabase database) : SuiteTests(database);

public sealed class Tests14(ClassDatabase database) : SuiteTests(database);

public sealed class Tests15(ClassDatabase database) : SuiteTests(database);

public sealed class Tests16(ClassDatabase database) : SuiteTests(database);

public sealed class Tests17(ClassDatabase database) : SuiteTests(database);

public sealed class Tests18(ClassDatabase database) : SuiteTests(database);

public sealed class Tests19(ClassDatabase database) : SuiteTests(database);

public sealed class Tests20(ClassDatabase database) : SuiteTests(database);
